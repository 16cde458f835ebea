"""A hundred questions as people type them, each with the page, or the section, that answers it.

They were written from what is asked in public, in other words, before the search was measured by
them. Where two pages answer, both stand here. A question that the search does not answer is a
reason to mend the search or the page, and none to change the question.
"""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, ...]] = {
    # Start, and forget
    "how to run a function in the background": (
        "#how-do-i-run-this-in-the-background",
        "how-to/blocking/",
        "how-to/forget/",
    ),
    "fire and forget asyncio": ("how-to/forget/",),
    "python async call without waiting for result": ("how-to/forget/", "how-to/wait/"),
    "start coroutine without await": (
        "explanation/ensure-future/",
        "tutorial/3-background/",
        "how-to/forget/",
        "explanation/coroutine/",
    ),
    "asyncio.create_task vs ensure_future": (
        "explanation/ensure-future/#beside-create_task-and-taskgroup",
    ),
    "what does ensure_future do": ("explanation/ensure-future/",),
    "is ensure_future deprecated": (
        "explanation/ensure-future/#it-is-not-deprecated",
        "explanation/often-said/#ensure_future-is-deprecated",
    ),
    "difference between coroutine and task": (
        "explanation/coroutine/",
        "explanation/task/",
        "reference/words/",
    ),
    "when does create_task actually start running": (
        "explanation/task/",
        "tutorial/4-start/",
        "explanation/often-said/#create_task-runs-it-at-once",
    ),
    "task garbage collected before it finishes": (
        "how-to/forget/#garbage-collected",
        "explanation/who-keeps-a-task/",
        "tutorial/7-vanished/",
    ),
    "why do I need to keep a reference to asyncio task": (
        "how-to/forget/",
        "explanation/who-keeps-a-task/",
        "tutorial/7-vanished/",
    ),
    "background tasks set add_done_callback discard": ("how-to/forget/", "tutorial/7-vanished/"),
    "my task disappears silently": (
        "how-to/forget/#garbage-collected",
        "tutorial/7-vanished/",
        "explanation/who-keeps-a-task/",
    ),
    "task stops when main returns": (
        "how-to/forget/#cancelled-at-exit",
        "tutorial/5-wait/",
        "how-to/wait/",
    ),
    "run something every 10 seconds asyncio": ("how-to/repeat/",),
    "periodic task without drift": ("how-to/repeat/#due-times",),
    "schedule coroutine at interval": ("how-to/repeat/",),
    # Several
    "gather vs wait vs as_completed": ("how-to/wait/#all", "how-to/when-one-fails/"),
    "asyncio.gather vs TaskGroup": ("how-to/when-one-fails/", "how-to/wait/#all"),
    "get results of TaskGroup": ("how-to/when-one-fails/#results",),
    "run a list of coroutines and get results in order": (
        "how-to/limit/",
        "how-to/wait/#take-all-in-which-order",
    ),
    "gather return_exceptions": (
        "how-to/limit/#failures",
        "how-to/when-one-fails/",
        "explanation/exceptions/",
    ),
    "does gather cancel other tasks if one fails": (
        "how-to/when-one-fails/#gather",
        "explanation/often-said/#gather-cancels-the-others-when-one-fails",
    ),
    "process results as they finish": (
        "how-to/limit/#as-they-come",
        "how-to/wait/#take-all-in-which-order",
    ),
    "wait for first task to complete and cancel the rest": ("how-to/wait/#take-the-first",),
    "FIRST_COMPLETED": ("how-to/wait/#take-the-first", "how-to/wait/"),
    "FIRST_EXCEPTION": ("how-to/when-one-fails/#first-exception",),
    "limit number of concurrent tasks": ("how-to/limit/",),
    "semaphore to limit concurrency": ("how-to/limit/",),
    "rate limit requests per second": ("how-to/limit/#per-second",),
    "asyncio queue producer consumer workers": ("how-to/limit/#workers",),
    "thousands of tasks memory, run in batches": ("how-to/limit/",),
    "add tasks to a TaskGroup later": ("how-to/wait/#late-joiners",),
    # Wait, look
    "how to get the result of a task": ("how-to/wait/", "explanation/task/"),
    "check if a task is done without blocking": (
        "how-to/wait/#look-now-and-then",
        "explanation/often-said/#i-can-look-at-done-until-it-is-done",
    ),
    "while not task.done() hangs": (
        "how-to/wait/#look-now-and-then",
        "explanation/often-said/#i-can-look-at-done-until-it-is-done",
    ),
    "can I await a task twice": ("explanation/task/#it-keeps-its-result",),
    "does await always switch to another task": (
        "explanation/coroutine/#not-every-await-switches",
        "explanation/often-said/#await-lets-the-other-tasks-run",
    ),
    "what does asyncio.sleep(0) do": (
        "explanation/coroutine/#not-every-await-switches",
        "tutorial/4-start/",
    ),
    "async code runs sequentially not in parallel": (
        "explanation/often-said/#with-async-it-runs-in-parallel",
        "tutorial/2-await/",
    ),
    # Failure
    "exception in asyncio task not shown": (
        "how-to/forget/#lost-exceptions",
        "explanation/exceptions/",
        "tutorial/6-failure/",
    ),
    "exceptions swallowed in create_task": (
        "how-to/forget/#lost-exceptions",
        "explanation/exceptions/",
        "tutorial/6-failure/",
    ),
    "log all unhandled exceptions of tasks": (
        "how-to/forget/#exception-handler",
        "explanation/exceptions/#how-to-hear-of-all-of-them",
    ),
    "set_exception_handler": (
        "how-to/forget/#exception-handler",
        "explanation/exceptions/#how-to-hear-of-all-of-them",
    ),
    "catch exception from TaskGroup except*": (
        "tutorial/8-own/",
        "how-to/when-one-fails/",
        "reference/errors-tasks/#taskgroup",
    ),
    "retry with exponential backoff": ("how-to/retry/",),
    "restart a task when it crashes": ("how-to/retry/#restart",),
    # Cancel, time
    "how to cancel a task": ("how-to/cancel/",),
    "cancel all running tasks": ("how-to/cancel/#several-at-once", "how-to/cancel/"),
    "task.cancel() does not stop the task": (
        "how-to/cancel/#swallowed",
        "explanation/often-said/#cancel-ends-the-task",
    ),
    "should I catch CancelledError": ("how-to/cancel/", "reference/errors-tasks/#cancelled"),
    "clean up on cancellation finally": ("how-to/cancel/",),
    "asyncio.shield": ("how-to/cancel/#shield",),
    "protect coroutine from cancellation": ("how-to/cancel/#shield",),
    "uncancel": ("explanation/cancellation/#count", "how-to/cancel/"),
    "how to stop a TaskGroup early": ("how-to/cancel/#group", "versions/3.15/"),
    "asyncio timeout": ("how-to/timeout/", "how-to/timeouts-compared/"),
    "wait_for vs timeout": ("how-to/timeouts-compared/", "how-to/wait/#not-longer-than"),
    "extend a timeout while it is running": ("how-to/timeout/#moved",),
    "timeout for each task in gather": ("how-to/timeout/#each",),
    "why does wait_for take longer than the timeout": ("how-to/timeout/#longer",),
    "timeout does not work with time.sleep": (
        "how-to/timeout/#longer",
        "explanation/often-said/#a-timeout-stops-code-that-takes-too-long",
    ),
    "graceful shutdown SIGTERM": ("how-to/shut-down/",),
    "ctrl+c asyncio KeyboardInterrupt": ("how-to/shut-down/#ctrl-c",),
    "docker stop kills my asyncio app": ("how-to/shut-down/",),
    "program does not exit, thread still running": (
        "how-to/shut-down/#does-not-end",
        "how-to/stop/",
    ),
    # Blocking code, executors
    "run blocking code in asyncio": ("how-to/blocking/",),
    "requests inside async function blocks": ("how-to/blocking/", "tutorial/9-blocking/"),
    "to_thread vs run_in_executor": (
        "how-to/blocking/#which-of-them-has-started",
        "how-to/executors/",
        "how-to/blocking/",
    ),
    "run_in_executor with keyword arguments": (
        "reference/errors-executors/#keyword-for-the-function",
        "how-to/blocking/",
    ),
    "how many threads does to_thread use": ("how-to/blocking/#how-many",),
    "ThreadPoolExecutor or ProcessPoolExecutor": ("how-to/executors/", "how-to/processes/"),
    "cpu bound work in asyncio": ("how-to/executors/", "how-to/processes/"),
    "kill a thread in python": ("how-to/stop/",),
    "stop a running thread from asyncio": ("how-to/stop/", "how-to/blocking/#cancel"),
    "cancel run_in_executor": ("how-to/blocking/#cancel", "how-to/executors/", "how-to/stop/"),
    "does the GIL matter with to_thread": (
        "how-to/executors/#computing-in-python",
        "explanation/often-said/#threads-make-computing-faster",
        "how-to/executors/",
    ),
    "InterpreterPoolExecutor": (
        "how-to/executors/#interpreters",
        "versions/3.14/#new-a-pool-of-interpreters",
    ),
    "event loop is blocked, find out by what": ("how-to/debug/",),
    "asyncio debug mode slow callback": ("how-to/debug/#switches", "how-to/debug/"),
    "list all running tasks": ("how-to/debug/#all-tasks",),
    "print stack of where a task is stuck": ("how-to/debug/#where", "how-to/debug/"),
    "python -m asyncio ps": ("how-to/debug/#from-outside",),
    # Sync, threads, frameworks
    "call async function from sync function": ("how-to/from-sync/",),
    "run async code from __init__": ("how-to/from-sync/#init",),
    "await in constructor": ("how-to/from-sync/#init",),
    "asyncio.run inside jupyter notebook": (
        "notebooks/asyncio-in-a-notebook/",
        "how-to/from-sync/#running",
        "reference/errors-loops/#run-in-a-running-loop",
    ),
    "call coroutine from another thread": ("how-to/from-a-thread/",),
    "run_coroutine_threadsafe": ("how-to/from-a-thread/",),
    "event loop in a separate thread": ("how-to/from-a-thread/#a-loop-in-a-thread",),
    "queue between thread and asyncio": ("how-to/queues/",),
    "contextvars in tasks": ("how-to/context-variables/",),
    "asyncio with tkinter": ("how-to/from-a-thread/#gui",),
    "request id in logs async": ("how-to/context-variables/",),
    "progress bar with asyncio": ("how-to/progress/",),
    "pytest async test background task": ("how-to/test/#pytest", "how-to/test/"),
    "test code with asyncio.sleep without waiting": ("how-to/test/#pauses",),
    "close async generator": ("how-to/async-generators/",),
    # Versions
    "get_event_loop deprecated what to use instead": (
        "explanation/without-a-loop/",
        "versions/3.14/",
        "reference/errors-loops/#no-current-event-loop",
        "versions/changes/",
    ),
    "structured concurrency": ("explanation/structured-concurrency/",),
    "how does the event loop work": ("explanation/event-loop/",),
    "what changed in asyncio 3.14": ("versions/3.14/", "versions/changes/"),
    "eager tasks": (
        "explanation/eager-tasks/",
        "explanation/task/#eager-start",
        "versions/3.12/#new-tasks-that-start-at-once",
    ),
}
