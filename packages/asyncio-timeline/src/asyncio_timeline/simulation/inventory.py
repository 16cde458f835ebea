"""What a simulation refuses: the one list of it.

Mostly it is C code of the standard library, which reaches the operating system. Each function and
class of each module in `LISTED` is in one of three lists:

    simulated  a part of the simulation replaces it
    refused    it would reach the operating system, or real time, behind the simulation's back
    harmless   it may pass; the reason says why

What is in none of them is refused: a function that a new Python brings cannot slip through, and a
test wants it listed. Names of functions that this Python or this system does not have are ignored.

Python code is refused by its name (`WRAPPERS`, `LOOP_METHODS`), and what no name leads to by what
the interpreter tells of it (`EVENTS`). `refusals` raises the error, which is `limits.NotSimulated`;
for methods of the event loop `loop` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Listed:
    """The lists of one module: names, with spaces in between, by reason if there is one."""

    shown: str
    """The name of the module that programs import, `os` for `posix`."""
    simulated: str = ""
    refused: dict[str, str] = field(default_factory=dict[str, str])
    harmless: dict[str, str] = field(default_factory=dict[str, str])
    else_refused: str = ""
    """What the rest of the module is called when it is refused."""

    def rule(self, name: str) -> str | None:
        """What is said of a function if it is refused; None if it is not."""
        if name in self._passing:
            return None
        what = next((what for what, names in self.refused.items() if name in names.split()), None)
        return what or self.else_refused or "what this function does"

    @cached_property
    def _passing(self) -> frozenset[str]:
        return frozenset(" ".join((self.simulated, *self.harmless.values())).split())

    @property
    def names(self) -> list[str]:
        """All that is listed, a name twice if it is listed twice."""
        return " ".join((self.simulated, *self.refused.values(), *self.harmless.values())).split()


_TYPE = "a class whose objects come of functions that are listed themselves"
_DATA = "it computes, and asks nobody"
_ABOUT = "it tells of the machine, the user or the process, at once"
_FILES = "files are what they are in reality, and are read and written at once"
_OWN = "it belongs to this process alone"
_LOADER = "a class of the import system"

_PROCESSES = "processes of the operating system"
_SIGNALS = "signals of the operating system"
_NETWORK = "the network"
_PIPES = "pipes"
_LOCKS = "locks of the operating system"
_THREADS = "threads without the module threading"
_REAL_TIME = "real time"
_TERMINAL = "terminals"
_INTERPRETERS = "interpreters by hand"
_PRIVILEGES = "who a process runs as"

LISTED: dict[str, Listed] = {
    "posix": Listed(
        "os",
        simulated="_exit cpu_count getpid getppid sched_getaffinity times",
        refused={
            _PROCESSES: """
                abort execv execve fork forkpty getpgid getpgrp getpriority getsid kill killpg
                nice pidfd_open posix_spawn posix_spawnp sched_getparam sched_getscheduler
                sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler setns
                setpgid setpgrp setpriority setsid system unshare wait wait3 wait4 waitid waitpid
                """,
            _PIPES: "eventfd eventfd_read eventfd_write mkfifo mknod pipe pipe2 splice",
            _TERMINAL: """
                grantpt login_tty openpty posix_openpt ptsname tcgetpgrp tcsetpgrp unlockpt
                """,
            _REAL_TIME: """
                timerfd_create timerfd_gettime timerfd_gettime_ns timerfd_settime
                timerfd_settime_ns
                """,
            _LOCKS: "lockf",
            _PRIVILEGES: """
                chroot initgroups setegid seteuid setgid setgroups setregid setresgid setresuid
                setreuid setuid
                """,
        },
        harmless={
            _FILES: """
                access chdir chflags chmod chown close closerange copy_file_range dup dup2 fchdir
                fchmod fchown fdatasync fpathconf fspath fstat fstatvfs fsync ftruncate
                get_blocking get_inheritable getcwd getcwdb getxattr lchflags lchmod lchown link
                listdir listxattr lseek lstat memfd_create mkdir open pathconf posix_fadvise
                posix_fallocate pread preadv pwrite pwritev read readinto readlink readv remove
                removexattr rename replace rmdir scandir sendfile set_blocking set_inheritable
                setxattr stat statvfs statx symlink sync truncate umask unlink utime write writev
                _fcopyfile _path_normpath _path_splitroot _path_splitroot_ex
                """,
            _ABOUT: """
                confstr ctermid device_encoding get_terminal_size getegid geteuid getgid
                getgrouplist getgroups getloadavg getlogin getresgid getresuid getuid isatty
                sched_get_priority_max sched_get_priority_min strerror sysconf ttyname uname
                """,
            _DATA: """
                WCOREDUMP WEXITSTATUS WIFCONTINUED WIFEXITED WIFSIGNALED WIFSTOPPED WSTOPSIG
                WTERMSIG major makedev minor waitstatus_to_exitcode
                """,
            _OWN: "_clearenv _create_environ putenv register_at_fork unsetenv",
            "random bytes differ from run to run in reality, too": "getrandom urandom",
            "other threads go on where this one waits, and not before": "sched_yield",
            "the console of a page, and the hook of an interactive interpreter": """
                _emscripten_debugger _emscripten_log _inputhook _is_inputhook_installed
                """,
            _TYPE: """
                DirEntry sched_param stat_result statvfs_result statx_result terminal_size
                times_result uname_result waitid_result
                """,
            _LOADER: "__loader__",
        },
    ),
    "_signal": Listed(
        "signal",
        simulated="raise_signal",
        refused={
            _SIGNALS: """
                alarm getitimer pause pidfd_send_signal pthread_kill pthread_sigmask set_wakeup_fd
                setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo
                """,
        },
        harmless={
            "a handler hears Ctrl-C, or what the program raises": """
                default_int_handler getsignal signal
                """,
            _DATA: "strsignal valid_signals",
            _TYPE: "struct_siginfo",
            _LOADER: "__loader__",
        },
    ),
    "time": Listed(
        "time",
        simulated="""
            asctime clock_gettime clock_gettime_ns ctime gmtime localtime monotonic monotonic_ns
            perf_counter perf_counter_ns process_time process_time_ns sleep strftime thread_time
            thread_time_ns time time_ns
            """,
        refused={_REAL_TIME: "clock_settime clock_settime_ns pthread_getcpuclockid"},
        harmless={
            "it converts the time that it is given": "mktime strptime",
            _ABOUT: "clock_getres get_clock_info tzset",
            _TYPE: "struct_time",
            _LOADER: "__loader__",
        },
    ),
    "_datetime": Listed(
        "datetime",
        simulated="date datetime",
        harmless={_DATA: "time timedelta timezone tzinfo", _LOADER: "__loader__"},
    ),
    "_thread": Listed(
        "_thread",
        simulated="""
            LockType RLock _local allocate allocate_lock get_ident get_native_id interrupt_main
            lock
            """,
        refused={
            _THREADS: """
                _set_sentinel _shutdown
                start_joinable_thread start_new start_new_thread
                """,
        },
        harmless={
            "it raises SystemExit": "exit exit_thread",
            "it tells of real threads, of which the simulation has one": """
                _count _get_main_thread_ident _get_name _is_main_interpreter daemon_threads_allowed
                """,
            "real threads are started with it, and none is": "set_name stack_size",
            "it prints": "_excepthook",
            "each object of `threading.Thread` has one, which reaches nothing by itself": """
                _ThreadHandle _make_thread_handle
                """,
            _TYPE: "_ExceptHookArgs",
            _LOADER: "__loader__",
        },
    ),
    "_queue": Listed("queue", simulated="SimpleQueue"),
    "select": Listed(
        "select",
        simulated="select",
        refused={"files that become ready": "devpoll epoll kevent kqueue poll"},
        harmless={_LOADER: "__loader__"},
    ),
    "_socket": Listed(
        "socket",
        refused={
            "sockets": "CAPI close dup socketpair",
            _NETWORK: """
                getaddrinfo gethostbyaddr gethostbyname gethostbyname_ex getnameinfo sethostname
                """,
        },
        harmless={
            _DATA: """
                CMSG_LEN CMSG_SPACE htonl htons inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs
                """,
            _ABOUT: """
                gethostname getprotobyname getservbyname getservbyport if_indextoname if_nameindex
                if_nametoindex
                """,
            _OWN: "getdefaulttimeout setdefaulttimeout",
            "making one is refused (see EVENTS)": "SocketType socket",
            _LOADER: "__loader__",
        },
        else_refused="sockets",
    ),
    "_ssl": Listed(
        "ssl",
        harmless={
            _DATA: """
                RAND_add RAND_bytes RAND_pseudo_bytes RAND_status _test_decode_cert
                get_default_verify_paths get_sigalgs nid2obj txt2obj
                """,
            "without a socket it only computes": """
                Certificate MemoryBIO SSLSession _SSLContext _SSLSocket
                """,
            _LOADER: "__loader__",
        },
        else_refused=_NETWORK,
    ),
    "_posixsubprocess": Listed(
        "_posixsubprocess",
        refused={"subprocesses": "fork_exec"},
        harmless={_LOADER: "__loader__"},
    ),
    "_multiprocessing": Listed(
        "multiprocessing",
        refused={"locks of multiprocessing": "SemLock", _PROCESSES: "sem_unlink"},
        harmless={_LOADER: "__loader__"},
    ),
    "_posixshmem": Listed(
        "multiprocessing",
        else_refused="memory that processes share",
        refused={"memory that processes share": "shm_open shm_unlink"},
    ),
    "_interpreters": Listed(
        "concurrent.interpreters",
        refused={
            _INTERPRETERS: """
                call create decref destroy exec get_config incref is_running new_config run_func
                run_string set___main___attrs whence
                """,
        },
        harmless={
            _ABOUT: "capture_exception get_current get_main is_shareable list_all",
            _TYPE: "CrossInterpreterBufferView",
            _LOADER: "__loader__",
        },
        else_refused=_INTERPRETERS,
    ),
    "_interpqueues": Listed(
        "concurrent.interpreters",
        refused={
            _INTERPRETERS: """
                bind create destroy get get_count get_maxsize get_queue_defaults is_full list_all
                put release
                """,
        },
        harmless={"the import of a module calls it": "_register_heap_types", _LOADER: "__loader__"},
        else_refused=_INTERPRETERS,
    ),
    "_interpchannels": Listed(
        "_interpchannels",
        refused={
            _INTERPRETERS: """
                _channel_id close create destroy get_channel_defaults get_count get_info list_all
                list_interpreters recv release send send_buffer
                """,
        },
        harmless={
            "the import of a module calls it": "_register_end_types",
            _TYPE: "ChannelID ChannelInfo",
            _LOADER: "__loader__",
        },
        else_refused=_INTERPRETERS,
    ),
    "_xxsubinterpreters": Listed(
        "_xxsubinterpreters",
        refused={
            _INTERPRETERS: """
                _channel_id channel_close channel_create channel_destroy channel_list_all
                channel_list_interpreters channel_recv channel_release channel_send create destroy
                is_running run_string
                """,
        },
        harmless={
            _ABOUT: "get_current get_main is_shareable list_all",
            _TYPE: "ChannelID InterpreterID",
            _LOADER: "__loader__",
        },
        else_refused=_INTERPRETERS,
    ),
    "faulthandler": Listed(
        "faulthandler",
        refused={
            _REAL_TIME: "dump_traceback_later",
            _SIGNALS: "register unregister",
            _PROCESSES: """
                _fatal_error_c_thread _read_null _sigabrt _sigfpe _sigsegv _stack_overflow
                """,
        },
        harmless={
            "it prints": "dump_c_stack dump_traceback",
            _OWN: "cancel_dump_traceback_later disable enable is_enabled",
            _LOADER: "__loader__",
        },
    ),
    "fcntl": Listed(
        "fcntl",
        refused={_LOCKS: "flock lockf", "files of the operating system": "fcntl ioctl"},
        harmless={_LOADER: "__loader__"},
    ),
    "resource": Listed(
        "resource",
        refused={
            _REAL_TIME: "getrusage",
            _PROCESSES: "prlimit setrlimit",
        },
        harmless={
            _ABOUT: "getpagesize getrlimit",
            _TYPE: "struct_rusage",
            _LOADER: "__loader__",
        },
    ),
    "termios": Listed(
        "termios",
        refused={
            _TERMINAL: """
                tcdrain tcflow tcflush tcgetattr tcgetwinsize tcsendbreak tcsetattr tcsetwinsize
                """,
        },
        harmless={_LOADER: "__loader__"},
        else_refused=_TERMINAL,
    ),
    "syslog": Listed(
        "syslog",
        refused={"the log of the operating system": "closelog openlog setlogmask syslog"},
        harmless={_DATA: "LOG_MASK LOG_UPTO", _LOADER: "__loader__"},
    ),
    "mmap": Listed(
        "mmap",
        harmless={"memory and files: nobody waits for them": "mmap", _LOADER: "__loader__"},
    ),
    "_sqlite3": Listed(
        "sqlite3",
        simulated="connect Connection",
        harmless={
            _OWN: """
                adapt enable_callback_tracebacks enable_shared_cache register_adapter
                register_converter
                """,
            _DATA: "complete_statement",
            _TYPE: "Blob Cursor PrepareProtocol Row",
            _LOADER: "__loader__",
        },
    ),
    "_uuid": Listed(
        "uuid",
        harmless={
            "no two identifiers are alike in reality either": "generate_time_safe UuidCreate",
            _LOADER: "__loader__",
        },
    ),
}
"""By the module that holds the C code."""

LISTED["_ctypes"] = Listed(
    "ctypes",
    refused={
        "C functions": "call_cdeclfunction call_function dlclose",
    },
    harmless={
        "what it finds may not be called (see EVENTS)": "__getattr__ dllist dlopen dlsym",
        _DATA: """
            POINTER PyObj_FromPtr Py_DECREF Py_INCREF _unpickle addressof alignment buffer_info
            byref get_errno pointer resize set_errno sizeof
            """,
        _TYPE: "Array CField CFuncPtr Structure Union _Pointer _SimpleCData",
        _LOADER: "__loader__",
    },
    else_refused="C functions",
)

WRAPPERS = {
    "os": {
        _PROCESSES: """
            execl execle execlp execlpe execvp execvpe popen posix_spawnp spawnl spawnle spawnlp
            spawnlpe spawnv spawnve spawnvp spawnvpe startfile
            """,
    },
    "socket": {"sockets": "create_server fromfd fromshare socketpair"},
    "sys": {
        "how threads interrupt each other": "setswitchinterval",
        _THREADS: "_current_exceptions _current_frames",
    },
}
"""Python code that is refused by its own name, which is the one that the program knows."""

LOOP_METHODS = {
    "sockets": """
        add_reader add_writer connect_accepted_socket create_connection create_datagram_endpoint
        create_server create_unix_connection create_unix_server getaddrinfo getnameinfo
        remove_reader remove_writer sendfile sock_accept sock_connect sock_recv sock_recv_into
        sock_recvfrom sock_recvfrom_into sock_sendall sock_sendfile sock_sendto start_tls
        """,
    "subprocesses": "connect_read_pipe connect_write_pipe subprocess_exec subprocess_shell",
    "signals": "add_signal_handler remove_signal_handler",
}
"""Methods of the event loop that are refused."""

EVENTS = {
    "ctypes.call_function": "C functions",
    "ctypes.dlopen": "C functions",
    "ctypes.dlsym": "C functions",
    "fcntl.": "files of the operating system",
    "os.exec": _PROCESSES,
    "os.fork": _PROCESSES,
    "os.forkpty": _PROCESSES,
    "os.kill": _PROCESSES,
    "os.killpg": _PROCESSES,
    "os.posix_spawn": _PROCESSES,
    "os.spawn": _PROCESSES,
    "os.startfile": _PROCESSES,
    "os.system": _PROCESSES,
    "pty.spawn": _PROCESSES,
    "signal.pthread_kill": _SIGNALS,
    "socket.": "sockets",
    "subprocess.Popen": "subprocesses",
    "syslog.": "the log of the operating system",
    "_posixsubprocess.": "subprocesses",
    "_thread.": _THREADS,
    "_winapi.": _PROCESSES,
    "_xxsubinterpreters.": _INTERPRETERS,
    "cpython._PySys_ClearAuditHooks": "an end of the simulation's watch",
    "msvcrt.": _LOCKS,
}
"""Audit events (PEP 578) that are refused; with a full stop at the end all that begin so.

They tell of what a program had under a name of its own before the simulation began, and of objects
whose class cannot be replaced. https://docs.python.org/3/library/audit_events.html lists them.
"""

HARMLESS_EVENTS = frozenset({"socket.gethostname", "socket.getservbyname", "socket.getservbyport"})
