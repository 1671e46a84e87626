/* process.h - what a server asks of its process before it serves. */
#pragma once

/* A reader of the log that went away, or a file at its largest size (RLIMIT_FSIZE), becomes an
 * error of the write instead of the server's death; and as many files may be open as the system
 * allows, since every connection is one (the usual soft limit of 1024 is less than
 * HTTP_CONNECTIONS_MAX). Large blocks of memory go back to the system when they are freed. */
void process_harden(void);
