#include "cli/process.h"

#include <glib.h>
#include <signal.h>
#include <sys/resource.h>

/* Enough for every connection and the database's own; an unlimited number would make a child
 * process close them all. */
#define FILES_MAX 65536

void process_harden(void)
{
    struct rlimit files;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < MIN(files.rlim_max, FILES_MAX)) {
        files.rlim_cur = MIN(files.rlim_max, FILES_MAX);
        setrlimit(RLIMIT_NOFILE, &files);
    }
}
