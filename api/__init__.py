"""JSON over HTTP and the command line: thin, one schema in, one service call, one schema out."""
