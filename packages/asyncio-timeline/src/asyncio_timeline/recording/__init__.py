"""Watches a program while it runs.

In: a running program, and the files that are its own. Out: a `Timeline`.
May import: `timeline`, `own`, `monitoring` and the standard library; never `simulation` or
`drawing`. Start reading at `recorder`.

What is recorded, and by which module:

    tasks          who created each, where, its name, how it ended           tasks
    steps          who made each ready, what its task waits for after it     steps, waiting
    jobs           in threads, processes and interpreters                    jobs
    cancellations  who asked which task, and through what of asyncio         cancellations
    prints         each line of stdout and stderr                            hooks/outputs
    lines          each line of the program that ran, from Python 3.12 on    hooks/lines

What cannot be recorded, or is not:

* the moment when a task gets another name, because `Task.set_name` is C. The name at a task's end
  counts;
* the moment of `task.cancel()`, for the same reason. It is noticed at the end of the step or
  callback that called it;
* callbacks whose code is not the program's own. What they make ready comes from whoever made them
  ready;
* what is written to `sys.stdout.buffer` or to a file descriptor: only `sys.stdout.write` is heard;
* what happens in another process or interpreter. Its jobs are known by when they begin and end.
"""
