/*
 * The program jrun: starts the engine and is its first stub, or, as "jrun-stub CHANNEL", a stub alone.
 */
#include "stub.h"
#include "sys.h"

#define ENGINE_CHANNEL 3
#define ENGINE_FILE "../lib/jrun/engine.argv"
#define PATH_SIZE 4096
#define FILE_SIZE 65536
#define ARGUMENTS_MAX 512
#define WARM_SOCKET "jrun/@engine.sock"
/* How long a daemon may take for its first request; one that is started by its socket needs most of a second. */
#define WARM_SECONDS 10
/* How the child ends after it has said itself why no engine started. */
#define ALREADY_TOLD 127

struct line {
	u64 size;
	char text[2 * PATH_SIZE + 512];
};

__asm__(ARCH_START);
void start(u64 *stack);

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

static void add(struct line *line, const char *text)
{
	while (*text && line->size < sizeof(line->text))
		line->text[line->size++] = *text++;
}

static void add_number(struct line *line, u32 number)
{
	char digits[11];
	char *first = &digits[10];

	*first = 0;
	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	add(line, first);
}

static void add_reason(struct line *line, s64 error)
{
	if (error == -ENOENT) {
		add(line, "no such file or directory");
	} else if (error == -EACCES) {
		add(line, "permission denied");
	} else {
		add(line, "error ");
		add_number(line, (u32)-error);
	}
}

static __attribute__((noreturn)) void tell(struct line *line, int status)
{
	add(line, "\n");
	sys_write(2, line->text, line->size);
	sys_exit(status);
}

static __attribute__((noreturn)) void no_engine(const char *object, s64 error, const char *advice, int status)
{
	static struct line line;

	add(&line, "jrun: cannot start the engine: ");
	add(&line, object);
	add(&line, ": ");
	add_reason(&line, error);
	add(&line, "; ");
	add(&line, advice);
	tell(&line, status);
}

/* A descriptor below 3 that the caller closed would be given to the next file opened, which then was its stdio. */
static void fill_stdio(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (sys_fcntl(fd, F_GETFD, 0) == -EBADF)
			sys_open("/dev/null", O_RDWR);
}

/* Away from the low numbers, where the caller may have left holes between descriptors for the container. */
static int move_high(int fd)
{
	int high = sys_fcntl(fd, F_DUPFD_CLOEXEC, 512);

	if (failed(high))
		high = sys_fcntl(fd, F_DUPFD_CLOEXEC, 64);
	if (failed(high))
		return fd;
	sys_close(fd);
	return high;
}

/* The path of the file that tells how to start the engine, seen from this program's own folder. */
static const char *engine_file(void)
{
	static char path[PATH_SIZE + sizeof(ENGINE_FILE)];
	s64 size = sys_readlink("/proc/self/exe", path, PATH_SIZE);

	if (failed(size))
		no_engine("/proc/self/exe", size, "mount /proc", ALREADY_TOLD);
	while (size > 0 && path[size - 1] != '/')
		size--;
	for (u64 i = 0; i < sizeof(ENGINE_FILE); i++)
		path[(u64)size + i] = ENGINE_FILE[i];
	return path;
}

/* The argument of a line "?WORD ARGUMENT", if the word is one of the command line; 0 if not. */
static char *argument_for(char *line, char *const *words)
{
	char *word = line + 1;
	char *argument = word;

	while (*argument && *argument != ' ')
		argument++;
	if (!*argument)
		return 0;
	*argument++ = 0;
	for (; *words; words++)
		if (equal(*words, word))
			return argument;
	return 0;
}

/* The lines of the file, as an argument list. */
static char **read_arguments(const char *path, char *const *words)
{
	static const char advice[] = "install jrun again: lib/jrun belongs beside the folder of the program";
	static char text[FILE_SIZE + 1];
	static char *arguments[ARGUMENTS_MAX + 1];
	int fd = sys_open(path, O_RDONLY | O_CLOEXEC);
	u64 size = 0;
	s64 more = fd;
	u32 count = 0;
	char *argument;

	if (failed(fd))
		no_engine(path, fd, advice, ALREADY_TOLD);
	while (size < FILE_SIZE && (more = sys_read(fd, text + size, FILE_SIZE - size)) > 0)
		size += (u64)more;
	if (failed(more))
		no_engine(path, more, advice, ALREADY_TOLD);
	for (u64 i = 0, first = 0; i <= size && count < ARGUMENTS_MAX; i++) {
		if (text[i] && text[i] != '\n')
			continue;
		text[i] = 0;
		argument = text[first] == '?' ? argument_for(&text[first], words) : &text[first];
		if (i > first && argument)
			arguments[count++] = argument;
		first = i + 1;
	}
	if (!count)
		no_engine(path, -ENOENT, advice, ALREADY_TOLD);
	return arguments;
}

/* The engine reads nothing and prints nothing; only the JVM itself may complain, on the caller's stderr. */
static void prepare_descriptors(int channel)
{
	int null = sys_open("/dev/null", O_RDWR | O_CLOEXEC);

	if (failed(null))
		no_engine("/dev/null", null, "make this device", ALREADY_TOLD);
	sys_dup3(null, 0, 0);
	sys_dup3(null, 1, 0);
	if (channel == ENGINE_CHANNEL)
		sys_fcntl(channel, F_SETFD, 0);
	else
		sys_dup3(channel, ENGINE_CHANNEL, 0);
	sys_close_from(ENGINE_CHANNEL + 1);
}

static __attribute__((noreturn)) void run_engine(int channel, int parent, char *const *words)
{
	static char *const environment[] = {"LANG=C.UTF-8", 0};
	const char *file;
	char **arguments;

	sys_setsid();
	sys_prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* A parent that died before the prctl sends no signal any more. */
	if (sys_getppid() != parent)
		sys_exit(ALREADY_TOLD);
	prepare_descriptors(channel);
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		sys_default_action(signal);
	sys_unblock_signals();
	file = engine_file();
	arguments = read_arguments(file, words);
	no_engine(arguments[0], sys_execve(arguments[0], arguments, environment),
		  "install jrun again, with the JDK it shall run on", ALREADY_TOLD);
}

/* The engine orders an exit when it is done; to come here, it must have died. */
static __attribute__((noreturn)) void engine_lost(int engine)
{
	static struct line line;
	int status = 0;
	int reaped;

	do
		reaped = sys_wait4(engine, &status);
	while (reaped == -EINTR);
	if (status == ALREADY_TOLD << 8)
		sys_exit(1);
	add(&line, "jrun: the engine ended without an answer (");
	add(&line, status & 0x7f ? "signal " : "exit status ");
	add_number(&line, (u32)(status & 0x7f ? status & 0x7f : status >> 8 & 0xff));
	add(&line, ")");
	tell(&line, 1);
}

static const char *variable(char **environment, const char *name)
{
	u64 size = length(name);

	for (; *environment; environment++) {
		u64 at = 0;

		while (at < size && (*environment)[at] == name[at])
			at++;
		if (at == size && (*environment)[at] == '=')
			return *environment + size + 1;
	}
	return "";
}

/* Where the daemon of this user listens: beside the containers that are found without --root. 0 if nowhere. */
static int warm_address(char **environment, u32 user, struct unix_address *address)
{
	const char *parts[] = {user ? variable(environment, "XDG_RUNTIME_DIR") : "/run", "/", WARM_SOCKET};
	u64 size = 0;

	address->family = AF_UNIX;
	for (int i = 0; i < 3; i++)
		for (const char *text = parts[i]; *text; text++) {
			if (size + 1 >= sizeof(address->path))
				return 0;
			address->path[size++] = *text;
		}
	address->path[size] = 0;
	return address->path[0] == '/' && address->path[1] != '/';
}

/* A connection to the daemon of this very user, or -1. A full queue counts as none: cold is better than waiting. */
static int connect_warm(char **environment)
{
	struct unix_address address;
	struct credentials peer;
	u32 user = sys_geteuid();
	int fd;

	if (!warm_address(environment, user, &address))
		return -1;
	fd = sys_socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (failed(fd))
		return -1;
	if (!failed(sys_connect(fd, &address)) && !failed(sys_peer(fd, &peer)) && peer.uid == user) {
		fd = move_high(fd);
		sys_fcntl(fd, F_SETFL, 0);
		return fd;
	}
	sys_close(fd);
	return -1;
}

static __attribute__((noreturn)) void say(const char *text, int status)
{
	static struct line line;

	add(&line, "jrun: ");
	add(&line, text);
	tell(&line, status);
}

/* Serves a daemon. Comes back if that had nothing done: then nothing has happened yet, and another engine may. */
static void serve_warm(char **environment)
{
	int channel = connect_warm(environment);
	struct watched watched = {.fd = channel, .events = POLLIN};
	int end = STUB_CLOSED;

	if (failed(channel))
		return;
	if (stub_greet(channel, &end) && sys_poll(&watched, 1, WARM_SECONDS) > 0)
		end = stub_obey(channel);
	if (end == STUB_MALFORMED)
		say("the daemon sent a malformed request; stop it: jrun daemon stop", STUB_MALFORMED);
	if (stub_requests())
		say("the engine went away: the daemon has ended or was killed; look what is left with jrun list", 1);
	sys_close(channel);
}

static __attribute__((noreturn)) void serve_engine(char *const *words)
{
	static struct line line;
	int parent = sys_getpid();
	int ends[2];
	int engine;
	int error = sys_socketpair(ends);

	if (failed(error))
		no_engine("socketpair", error, "raise the limit of open files", 1);
	ends[0] = move_high(ends[0]);
	engine = sys_fork();
	if (failed(engine))
		no_engine("fork", engine, "raise the limit of processes or memory", 1);
	if (engine == 0)
		run_engine(ends[1], parent, words);
	sys_close(ends[1]);
	if (stub_serve(ends[0]) == STUB_CLOSED)
		engine_lost(engine);
	add(&line, "jrun: the engine sent a malformed request; install jrun again, its parts are of different versions");
	tell(&line, STUB_MALFORMED);
}

static __attribute__((noreturn)) void serve(char **argv, char **environment)
{
	fill_stdio();
	/* All else that the variable may say is the engine's to understand. */
	if (!equal(variable(environment, "JRUN_ENGINE"), "cold"))
		serve_warm(environment);
	serve_engine(argv + (*argv != 0));
}

/* The number that is the whole of the text, or -1. */
static int parse_channel(const char *text)
{
	int number = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || number > 99999)
			return -1;
		number = 10 * number + (*text - '0');
	}
	return number;
}

/* The kernel puts the strings of argv, then those of envp, one behind the other. */
static void describe(u64 argc, char **argv)
{
	char **last = argv + argc;

	if (!argc) {
		stub_describe(0, 0, 0);
		return;
	}
	while (last[1])
		last++;
	if (!*last)
		last--;
	stub_describe((u32)argc, (u64)argv[0], (u64)*last + length(*last) + 1 - (u64)argv[0]);
}

__attribute__((noreturn, used)) void start(u64 *stack)
{
	u64 argc = stack[0];
	char **argv = (char **)(stack + 1);
	int channel;

	describe(argc, argv);
	stub_note_signals();
	if (!argc || !equal(argv[0], "jrun-stub"))
		serve(argv, argv + argc + 1);
	channel = argc == 2 ? parse_channel(argv[1]) : -1;
	sys_exit(channel < 0 ? STUB_MALFORMED : stub_serve(channel));
}
