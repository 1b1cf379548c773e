/* The stub: runs the system calls that an engine asks for. It knows no policy. */
#ifndef JRUN_STUB_H
#define JRUN_STUB_H

#include "wire.h"

/* The other end of the channel was closed. Of a container whose program never ran, clients see this as its status. */
#define STUB_CLOSED 255
/* A request that can't be read, or a channel that is none. */
#define STUB_MALFORMED 125

/* Notes what hellos tell of this process. */
void stub_describe(u32 argc, u64 strings, u64 size);

/* Notes what hellos tell of the signals that this process ignores. */
void stub_note_signals(void);

/* Says hello on the channel: 1, or 0 with one of the above in *end. */
int stub_greet(int channel, int *end);

/*
 * Serves requests until the end of the channel: the result is one of the above.
 * Clones do not return from here, they exit with that result.
 */
int stub_obey(int channel);

/* Says hello and serves requests. */
int stub_serve(int channel);

/* How many requests this process has taken. */
u64 stub_requests(void);

#endif
