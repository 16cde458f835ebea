"""In a thread whose function handles everything."""

import subprocess
import threading


def work() -> None:
    try:
        subprocess.run(["true"], check=True)
    except BaseException as error:
        print("swallowed", error)


thread = threading.Thread(target=work)
thread.start()
thread.join()
print("the end")
