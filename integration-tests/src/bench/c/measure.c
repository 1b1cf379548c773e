// Runs commands one after the other and prints what they cost together, with all their descendants that were waited for:
//   wall microseconds, user and system microseconds, the largest process in KiB
//
//   measure COMMAND [ARGUMENT]… [@then COMMAND [ARGUMENT]…]… [@wait …]
//
// @wait waits until every process is gone that was left by the commands before it: it is their subreaper.
// The commands get /dev/null as stdin and stdout. The first one that fails ends it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what, int error)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(error));
    exit(1);
}

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void run(char **command)
{
    pid_t pid;
    int status;
    int error = posix_spawn(&pid, command[0], NULL, NULL, command, environ);
    if (error)
        fail(command[0], error);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            fail("waitpid", errno);
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
        fprintf(stderr, "measure: %s %s … failed, wait status 0x%x\n", command[0], command[1] ? command[1] : "", status);
        exit(1);
    }
}

// Runs what is before the next @then or @wait and returns what is behind it.
static char **run_first(char **arguments)
{
    char **end = arguments;
    while (*end && strcmp(*end, "@then") && strcmp(*end, "@wait"))
        end++;
    char *mark = *end;
    *end = NULL;
    if (end > arguments)
        run(arguments);
    if (!mark)
        return end;
    if (!strcmp(mark, "@wait"))
        while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
            ;
    return end + 1;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        fail("usage: measure COMMAND [ARGUMENT]… [@then …] [@wait …]", EINVAL);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
        fail("prctl", errno);
    int out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (out < 0 || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
        fail("/dev/null", errno);

    long begin = now();
    for (char **rest = argv + 1; *rest;)
        rest = run_first(rest);
    long wall = now() - begin;

    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    long cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    dprintf(out, "%ld %ld %ld\n", wall, cpu, usage.ru_maxrss);
    return 0;
}
