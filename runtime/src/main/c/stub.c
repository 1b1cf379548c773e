#include "stub.h"
#include "sys.h"

#define PIECES_MAX 1024 /* the kernel's limit, UIO_MAXIOV */

_Static_assert(sizeof(struct wire_hello) % 8 == 0, "no padding at the end of a hello");
_Static_assert(sizeof(struct wire_call) == 72, "no padding in a call");
_Static_assert(sizeof(struct wire_range) == 16, "no padding in a range");
_Static_assert(sizeof(struct wire_range) == sizeof(struct piece), "a piece fits where its range was");

#define PAGE 4096
#define SLOTS_BESIDE 512 /* bytes */

/*
 * Each stub and each of its clones pays for every page that it writes to. So what small requests need is in one: the
 * slots end in it, the first at the end, then come the hello and the request. A reply is made where the request was.
 */
static struct {
	u8 unused[SLOTS_BESIDE];
	s64 slots[WIRE_SLOTS];
	struct wire_hello hello;
	u64 requests;
	u8 request[WIRE_MESSAGE_MAX];
} area __attribute__((aligned(PAGE)));

_Static_assert(sizeof(area.slots) % PAGE == 0, "the slots end in a page as they begin in one");

static s64 *slot(u64 number)
{
	return &area.slots[WIRE_SLOTS - 1 - number];
}

void stub_describe(u32 argc, u64 strings, u64 size)
{
	area.hello.magic = WIRE_MAGIC;
	area.hello.version = WIRE_VERSION;
	area.hello.machine = ARCH_MACHINE;
	area.hello.build = JRUN_BUILD;
	area.hello.argc = argc;
	area.hello.strings = strings;
	area.hello.size = size;
	area.hello.request = (u64)area.request;
}

void stub_note_signals(void)
{
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		area.hello.ignored |= (u64)sys_is_ignored(signal) << (signal - 1);
}

static int end_for(s64 error)
{
	return error == -EPIPE || error == -ECONNRESET ? STUB_CLOSED : STUB_MALFORMED;
}

/* Sends one message. The result is 1, or 0 with the reason to end in *end. */
static int send(int channel, struct piece *from, u64 count, int *end)
{
	struct message message = {.pieces = from, .count = count};
	s64 sent;

	do
		sent = sys_sendmsg(channel, &message, MSG_NOSIGNAL);
	while (sent == -EINTR);
	if (failed(sent))
		*end = end_for(sent);
	return !failed(sent);
}

int stub_greet(int channel, int *end)
{
	struct wire_hello *hello = &area.hello;
	struct piece parts[] = {{(u64)hello, sizeof(*hello)}, {hello->strings, hello->size}};

	hello->pid = sys_getpid();
	hello->channel = channel;
	return send(channel, parts, hello->size <= WIRE_MESSAGE_MAX - sizeof(*hello) ? 2 : 1, end);
}

u64 stub_requests(void)
{
	return area.requests;
}

/* Receives one request. The result is its size, or 0 with the reason to end in *end. */
static u64 receive(int channel, int *end)
{
	struct piece piece = {(u64)area.request, sizeof(area.request)};
	struct message message = {.pieces = &piece, .count = 1};
	s64 received;

	/* ECONNRESET tells that a peer is gone, once, ahead of the requests that it may have left behind. */
	do
		received = sys_recvmsg(channel, &message, 0);
	while (received == -EINTR || received == -ECONNRESET);
	if (received == 0)
		*end = STUB_CLOSED;
	else if (failed(received))
		*end = end_for(received);
	else if (message.flags & MSG_TRUNC)
		*end = STUB_MALFORMED;
	else
		return (u64)received;
	return 0;
}

static int sound_call(const struct wire_call *call)
{
	if (call->slot >= WIRE_SLOTS || call->slots >> 6)
		return 0;
	for (int i = 0; i < 6; i++)
		if (call->slots >> i & 1 && call->argument[i] >= WIRE_SLOTS)
			return 0;
	return !call->channel || call->number == NR_clone || call->number == NR_clone3;
}

/* Nothing of a request runs unless all of it can be read and its reply fits into a message. */
static int sound(const struct wire_request *head, u64 size)
{
	const struct wire_call *calls = (const struct wire_call *)(head + 1);
	u64 reply;

	if (size < sizeof(*head))
		return 0;
	size -= sizeof(*head);
	/* The counts are 32 bits wide, so the products can't overflow. */
	if (size < (u64)head->calls * sizeof(struct wire_call) + (u64)head->ranges * sizeof(struct wire_range))
		return 0;
	if (head->ranges >= PIECES_MAX)
		return 0;
	for (u32 i = 0; i < head->calls; i++)
		if (!sound_call(&calls[i]))
			return 0;
	reply = head->calls * sizeof(s64);
	for (u32 i = 0; i < head->ranges; i++) {
		const struct wire_range *range = (const struct wire_range *)&calls[head->calls] + i;

		if (range->size > WIRE_MESSAGE_MAX - reply || range->call > head->calls)
			return 0;
		reply += range->size;
	}
	/* An empty message would look like the end of the stream. */
	return reply > 0;
}

static s64 run_call(const struct wire_call *call)
{
	u64 a[6];
	s64 result;

	for (int i = 0; i < 6; i++)
		a[i] = call->slots >> i & 1 ? (u64)*slot(call->argument[i]) : call->argument[i];
	result = syscall6(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (call->channel && result == 0) {
		/* The strings are the parent's business. */
		stub_describe(0, 0, 0);
		sys_exit(stub_serve(call->channel));
	}
	*slot(call->slot) = result;
	return result;
}

static int tolerates(const struct wire_call *call, s64 result)
{
	for (int i = 0; i < WIRE_TOLERATED; i++)
		if (call->tolerated[i] == -result)
			return 1;
	return 0;
}

static void leave_out(s64 *results, u32 from, u32 to)
{
	for (u32 i = from; i < to; i++)
		results[i] = WIRE_NOT_RUN;
}

/* The results take the place of the calls: a ninth of their size, they never reach one that has yet to run. */
static void run_batch(const struct wire_call *calls, s64 *results, u32 count)
{
	u32 next;

	for (u32 i = 0; i < count; i = next) {
		const struct wire_call *call = &calls[i];
		s64 result = run_call(call);

		next = i + 1;
		if (!failed(result))
			next += call->skip_on_success;
		else if (tolerates(call, result))
			next += call->skip_on_error;
		else
			next = count;
		next = next < count ? next : count;
		results[i] = result;
		leave_out(results, i + 1, next);
	}
}

static u64 asked_for(const struct wire_range *range, const s64 *results)
{
	s64 result = range->call ? results[range->call - 1] : range->size;

	return result < 0 ? 0 : result < range->size ? (u64)result : range->size;
}

/* Hands the ranges to the kernel by address: one that is not mapped is an error of the send, not a fault of ours. */
static int reply(int channel, const struct wire_range *ranges, u32 count, const s64 *results, u32 calls, int *end)
{
	struct piece *pieces = (struct piece *)ranges;

	for (u32 i = 0; i < count; i++)
		pieces[i] = (struct piece){ranges[i].address, asked_for(&ranges[i], results)};
	/* The last call ends where the ranges begin, and is larger than a piece and its own result. */
	if (calls) {
		pieces--;
		*pieces = (struct piece){(u64)results, calls * sizeof(s64)};
		count++;
	}
	return send(channel, pieces, count, end);
}

int stub_obey(int channel)
{
	const struct wire_request *head = (const struct wire_request *)area.request;
	const struct wire_call *calls = (const struct wire_call *)(head + 1);
	s64 *results = (s64 *)area.request;
	int end = STUB_CLOSED;
	u64 size;

	while ((size = receive(channel, &end))) {
		u32 count = head->calls;
		u32 ranges = head->ranges;

		if (!sound(head, size))
			return STUB_MALFORMED;
		area.requests++;
		run_batch(calls, results, count);
		if (!reply(channel, (const struct wire_range *)&calls[count], ranges, results, count, &end))
			return end;
	}
	return end;
}

int stub_serve(int channel)
{
	int end;

	return stub_greet(channel, &end) ? stub_obey(channel) : end;
}
