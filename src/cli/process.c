#include "cli/process.h"

#include <glib.h>
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>

/* Enough for every connection and the database's own; an unlimited number would make a child
 * process close them all. */
#define FILES_MAX 65536

/* glibc raises this threshold by itself whenever a large block is freed, and from then on keeps
 * such blocks in the threads' arenas; set by hand, it stays. */
#define LARGE_BYTES (256 * 1024)

void process_harden(void)
{
    struct rlimit files;

    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < MIN(files.rlim_max, FILES_MAX)) {
        files.rlim_cur = MIN(files.rlim_max, FILES_MAX);
        setrlimit(RLIMIT_NOFILE, &files);
    }
}
