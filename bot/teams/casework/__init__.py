"""A handler's verbs, a file an area: the list and a case (`reading`), and the steps after its acknowledgement
(`steps`). Content is shown in dialogs alone."""
