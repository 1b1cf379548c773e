/* The stub: runs the system calls that an engine asks for. It knows no policy. */
#ifndef JRUN_STUB_H
#define JRUN_STUB_H

#include "wire.h"

#define STUB_CLOSED 0      /* the other end of the channel was closed */
#define STUB_MALFORMED 125 /* a request that can't be read, or a channel that is none */

/* Notes what hellos tell of this process. */
void stub_describe(u32 argc, u64 strings, u64 size);

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
