/*
 * Runs commands one after the other and prints what they cost together, with all their descendants that were waited for:
 *   wall microseconds, user and system microseconds, the largest process in KiB
 *
 *   measure WORKERS TIMES COMMAND [ARGUMENT]… [@then COMMAND [ARGUMENT]…]… [@wait …]
 *
 * All of it is done TIMES times by as many processes at a time as there are WORKERS. Of an argument that ends with @,
 * that @ becomes a number that each time has for itself.
 * @wait waits until every process is gone that was left by the commands before it: the worker is their subreaper.
 * The commands get /dev/null as stdin and stdout. The first one that fails ends its worker, and the measurement fails.
 *
 * It is freestanding to be small. At exec Linux keeps the peak that the process had before, and a fork of a program with
 * a C library has 1.3 MiB by then: no smaller command could be told from it.
 */
#include <asm/unistd.h>
#include <linux/resource.h>
#include "sys.h"

#define ECHILD 10
#define PR_SET_CHILD_SUBREAPER 36
#define CLOCK_MONOTONIC 1
#define RUSAGE_OF_CHILDREN ((u64)-1)
#define ANY (-1)
#define WNOHANG 1
#define ARGUMENTS_MAX 64
#define NAME_SIZE 256

__asm__(ARCH_START);
void start(u64 *stack);

static char **environment;
/* The command of the moment, and its arguments with a number. */
static char *command[ARGUMENTS_MAX + 1];
static char names[ARGUMENTS_MAX][NAME_SIZE];

static u64 length(const char *text)
{
	u64 size = 0;

	while (text[size])
		size++;
	return size;
}

static int equal(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static u64 number(const char *text)
{
	u64 value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (u64)(*text - '0');
	return value;
}

/* Writes the digits and what ends them, and returns the place behind. */
static char *put(char *to, u64 value, char end)
{
	char digits[20];
	int count = 0;

	do
		digits[count++] = (char)('0' + value % 10);
	while (value /= 10);
	while (count)
		*to++ = digits[--count];
	*to++ = end;
	return to;
}

static void tell(const char *text)
{
	sys_write(2, text, length(text));
}

static __attribute__((noreturn)) void fail(const char *what, s64 result)
{
	char digits[24];

	*put(digits, (u64)(result < 0 ? -result : result), '\n') = 0;
	tell("measure: ");
	tell(what);
	tell(" failed, errno or wait status ");
	tell(digits);
	sys_exit(1);
}

static u64 now(void)
{
	s64 time[2];

	syscall6(__NR_clock_gettime, CLOCK_MONOTONIC, (u64)time, 0, 0, 0, 0);
	return (u64)(time[0] * 1000000 + time[1] / 1000);
}

static void wait_for(int pid, const char *what)
{
	int status;
	int waited;

	do
		waited = sys_wait4(pid, &status);
	while (waited == -EINTR);
	if (waited < 0)
		fail("wait4", waited);
	if (status)
		fail(what, status);
}

static void wait_for_all(void)
{
	int status;

	while (sys_wait4(ANY, &status) != -ECHILD)
		;
}

static void run(void)
{
	int pid = sys_fork();

	if (!pid) {
		int error = sys_execve(command[0], command, environment);

		fail(command[0], error);
	}
	if (pid < 0)
		fail("fork", pid);
	wait_for(pid, command[0]);
}

static char *with_number(char *argument, char *name, u64 time)
{
	u64 size = length(argument);

	if (!size || argument[size - 1] != '@' || size + 20 > NAME_SIZE)
		return argument;
	for (u64 i = 0; i < size - 1; i++)
		name[i] = argument[i];
	put(name + size - 1, time, 0);
	return name;
}

/* Runs what is before the next @then or @wait and returns what is behind it. */
static char **run_first(char **arguments, u64 time)
{
	u64 count = 0;

	for (; *arguments && !equal(*arguments, "@then") && !equal(*arguments, "@wait"); arguments++) {
		if (count == ARGUMENTS_MAX)
			fail("a command with so many arguments", ARGUMENTS_MAX);
		command[count] = with_number(*arguments, names[count], time);
		count++;
	}
	command[count] = 0;
	if (count)
		run();
	if (*arguments && equal(*arguments, "@wait"))
		wait_for_all();
	return *arguments ? arguments + 1 : arguments;
}

/* Does every so many-th of all times. */
static void work(u64 first, u64 workers, u64 times, char **arguments)
{
	int result = sys_prctl(PR_SET_CHILD_SUBREAPER, 1);

	if (result)
		fail("prctl", result);
	for (u64 time = first; time < times; time += workers)
		for (char **rest = arguments; *rest;)
			rest = run_first(rest, time);
}

/* A single worker is this process itself, so that it costs no process more. */
static void work_at_a_time(u64 workers, u64 times, char **arguments)
{
	if (workers == 1) {
		work(0, 1, times, arguments);
		return;
	}
	for (u64 worker = 0; worker < workers; worker++) {
		int pid = sys_fork();

		if (pid < 0)
			fail("fork", pid);
		if (!pid) {
			sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
			work(worker, workers, times, arguments);
			sys_exit(0);
		}
	}
	for (u64 worker = 0; worker < workers; worker++)
		wait_for(ANY, "a worker");
}

static void print(int out, u64 wall)
{
	struct rusage usage;
	char line[64];
	char *end = line;
	int status;

	while (syscall6(__NR_wait4, (u64)ANY, (u64)&status, WNOHANG, 0, 0, 0) > 0)
		;
	syscall6(__NR_getrusage, RUSAGE_OF_CHILDREN, (u64)&usage, 0, 0, 0, 0);
	end = put(end, wall, ' ');
	end = put(end, (u64)((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec
			     + usage.ru_stime.tv_usec), ' ');
	end = put(end, (u64)usage.ru_maxrss, '\n');
	sys_write(out, line, (u64)(end - line));
}

void start(u64 *stack)
{
	char **argv = (char **)(stack + 1);
	u64 begin;
	int null = sys_open("/dev/null", O_RDWR | O_CLOEXEC);
	int out = sys_fcntl(1, F_DUPFD_CLOEXEC, 3);

	if (stack[0] < 4 || null < 0 || out < 0)
		fail("/dev/null, or `measure WORKERS TIMES COMMAND [ARGUMENT]… [@then …] [@wait …]`", null);
	environment = argv + stack[0] + 1;
	sys_dup3(null, 0, 0);
	sys_dup3(null, 1, 0);

	begin = now();
	work_at_a_time(number(argv[1]), number(argv[2]), argv + 3);
	print(out, now() - begin);
	sys_exit(0);
}
