"""MPXJ's Microsoft scheduler on one plan, several times in one Java machine: JSON on stdout.

python -m scripts.benchmark_mpxj FILE START
"""

import json
import sys
import time

import jpype
import mpxj  # noqa: F401  # sets Java's class path

RUNS = 7


def main(path: str, start: str) -> None:
    """Print the milliseconds of each run by the clock, and the finish of the last one."""
    jpype.startJVM("-Xmx8g")
    from java.time import LocalDateTime
    from org.mpxj.cpm import MicrosoftScheduler
    from org.mpxj.reader import UniversalProjectReader

    project = UniversalProjectReader().read(path)
    begin = LocalDateTime.parse(start)
    times = []
    for _ in range(RUNS):
        begun = time.monotonic()
        MicrosoftScheduler().schedule(project, begin)
        times.append((time.monotonic() - begun) * 1000)
    finishes = [str(task.getFinish()) for task in project.getTasks() if task.getFinish()]
    print(json.dumps({"milliseconds": times, "finish": max(finishes)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
