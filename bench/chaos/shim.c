/* Counts the calls of a process that change files or send, and ends it at one of them, or lets the
 * disk be full from one of them on. Loaded by LD_PRELOAD, armed by chaos_arm in a forked process;
 * the count lies in shared memory, so that the parent can read it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, FULL };
static int mode = OFF;
static int at = 0;
static atomic_int *count = NULL; /* of all calls, and of those that need room */

__attribute__((constructor)) static void prepare(void) {
    count = mmap(NULL, 2 * sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* `number` counts from 1: of all calls below, in mode FULL of those that need room on a disk. */
void chaos_arm(int wanted, int number) {
    mode = wanted;
    at = number;
    atomic_store(&count[0], 0);
    atomic_store(&count[1], 0);
}

int chaos_count(int needs_room) { return atomic_load(&count[needs_room]); }

/* Note a call; true when it shall fail for want of room. */
static int hit(int needs_room) {
    if (mode == OFF) return 0;
    int all = atomic_fetch_add(&count[0], 1) + 1;
    int roomy = needs_room ? atomic_fetch_add(&count[1], 1) + 1 : 0;
    if (mode == KILL && all == at) kill(getpid(), SIGKILL), pause();
    return mode == FULL && roomy >= at;
}

static int is_file(int fd) {
    struct stat told;
    return fd > 2 && fstat(fd, &told) == 0 && S_ISREG(told.st_mode);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE do { errno = ENOSPC; return -1; } while (0)

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t bits = va_arg(rest, mode_t);                                                        \
        va_end(rest);                                                                              \
        if ((flags & (O_CREAT | O_TRUNC)) && hit((flags & O_CREAT) != 0)) REFUSE;                 \
        return REAL(name)(path, flags, bits);                                                      \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int folder, const char *path, int flags, ...) {                                       \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t bits = va_arg(rest, mode_t);                                                        \
        va_end(rest);                                                                              \
        if ((flags & (O_CREAT | O_TRUNC)) && hit((flags & O_CREAT) != 0)) REFUSE;                 \
        return REAL(name)(folder, path, flags, bits);                                              \
    }
OPENAT(openat)
OPENAT(openat64)

/* To a file or to a socket; the two standard streams are left alone. */
#define WRITE(result, name, declared, passed)                                                      \
    result name declared {                                                                         \
        if (fd > 2 && hit(is_file(fd))) REFUSE;                                                    \
        return REAL(name) passed;                                                                  \
    }
WRITE(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WRITE(ssize_t, writev, (int fd, const struct iovec *data, int many), (fd, data, many))
WRITE(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t to), (fd, data, size, to))
WRITE(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t to), (fd, data, size, to))
WRITE(ssize_t, send, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
WRITE(ssize_t, sendto,
      (int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t long_),
      (fd, data, size, flags, to, long_))
WRITE(ssize_t, sendmsg, (int fd, const struct msghdr *data, int flags), (fd, data, flags))
WRITE(ssize_t, copy_file_range,
      (int from, off64_t *start, int fd, off64_t *to, size_t size, unsigned flags),
      (from, start, fd, to, size, flags))
WRITE(ssize_t, sendfile, (int fd, int from, off_t *start, size_t size), (fd, from, start, size))
WRITE(ssize_t, sendfile64, (int fd, int from, off64_t *start, size_t size), (fd, from, start, size))
WRITE(int, ftruncate, (int fd, off_t size), (fd, size))
WRITE(int, ftruncate64, (int fd, off64_t size), (fd, size))

#define CHANGE(name, needs_room, declared, passed)                                                 \
    int name declared {                                                                            \
        if (hit(needs_room)) REFUSE;                                                               \
        return REAL(name) passed;                                                                  \
    }
CHANGE(mkdir, 1, (const char *path, mode_t bits), (path, bits))
CHANGE(mkdirat, 1, (int folder, const char *path, mode_t bits), (folder, path, bits))
CHANGE(link, 1, (const char *from, const char *to), (from, to))
CHANGE(linkat, 1, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
CHANGE(symlink, 1, (const char *from, const char *to), (from, to))
CHANGE(rename, 0, (const char *from, const char *to), (from, to))
CHANGE(renameat, 0, (int a, const char *from, int b, const char *to), (a, from, b, to))
CHANGE(renameat2, 0, (int a, const char *from, int b, const char *to, unsigned flags),
       (a, from, b, to, flags))
CHANGE(unlink, 0, (const char *path), (path))
CHANGE(unlinkat, 0, (int folder, const char *path, int flags), (folder, path, flags))
CHANGE(rmdir, 0, (const char *path), (path))
CHANGE(fsync, 0, (int fd), (fd))
CHANGE(fdatasync, 0, (int fd), (fd))
CHANGE(chmod, 0, (const char *path, mode_t bits), (path, bits))
CHANGE(fchmod, 0, (int fd, mode_t bits), (fd, bits))
CHANGE(utimensat, 0, (int folder, const char *path, const struct timespec when[2], int flags),
       (folder, path, when, flags))
