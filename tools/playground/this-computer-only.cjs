// Loaded before the Playground. Left to itself it listens on every network that this computer is on, as the person whom
// it plays, and sends Microsoft word of its mistakes even where it was told to count nothing.
"use strict";

const { Server, Socket } = require("node:net");

const HERE = "127.0.0.1";
const NEAR = new Set([undefined, "localhost", HERE, "::1"]);

const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...others) {
  return typeof port === "number" ? listen.call(this, port, HERE, ...others) : listen.call(this, port, ...others);
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...given) {
  const [where] = Array.isArray(given[0]) ? given[0] : given;
  const host = typeof where === "object" && where !== null ? where.host : given[1];
  if (typeof host !== "function" && !NEAR.has(host)) {
    process.nextTick(() => this.destroy(new Error("the Playground may reach this computer only")));
    return this;
  }
  return connect.apply(this, given);
};
