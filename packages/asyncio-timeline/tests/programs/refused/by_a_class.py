"""Makes the socket that C code makes."""

import _socket

_socket.socket()
