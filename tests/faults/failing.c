/* Lets the nth call of one kind on a file below a folder fail, or every one from the nth on, as a bad disk does.
   FAULT_CALL is the kind, FAULT_PATH the folder, FAULT_AT which one, FAULT_FROM_THEN_ON whether all that follow fail,
   FAULT_ERRNO what is said. Loaded before the C library: cc -shared -fPIC failing.c, LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int fails(const char *kind, const char *path) {
    const char *call = getenv("FAULT_CALL"), *folder = getenv("FAULT_PATH");
    if (!call || !folder || strcmp(call, kind) || !path || strncmp(path, folder, strlen(folder)))
        return 0;
    long at = atol(getenv("FAULT_AT")), now = __sync_add_and_fetch(&calls, 1);
    if (now != at && !(getenv("FAULT_FROM_THEN_ON") && now > at))
        return 0;
    errno = atoi(getenv("FAULT_ERRNO"));
    return 1;
}

static int fails_at(const char *kind, int file) {
    const char *call = getenv("FAULT_CALL");
    char link[64], path[4096];
    if (file < 3 || !call || strcmp(call, kind))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(kind, path);
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define MODE \
    va_list rest; \
    va_start(rest, flags); \
    int mode = va_arg(rest, int); \
    va_end(rest)

ssize_t write(int file, const void *from, size_t size) {
    REAL(write);
    return fails_at("write", file) ? -1 : real(file, from, size);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    REAL(pwrite64);
    return fails_at("write", file) ? -1 : real(file, from, size, at);
}
ssize_t read(int file, void *into, size_t size) {
    REAL(read);
    return fails_at("read", file) ? -1 : real(file, into, size);
}
int fsync(int file) {
    REAL(fsync);
    return fails_at("fsync", file) ? -1 : real(file);
}
int fdatasync(int file) {
    REAL(fdatasync);
    return fails_at("fsync", file) ? -1 : real(file);
}
int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    return fails_at("truncate", file) ? -1 : real(file, size);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    return fails("rename", to) ? -1 : real(from, to);
}
int unlink(const char *path) {
    REAL(unlink);
    return fails("unlink", path) ? -1 : real(path);
}
int open(const char *path, int flags, ...) {
    MODE;
    REAL(open);
    return fails("open", path) ? -1 : real(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE;
    REAL(open64);
    return fails("open", path) ? -1 : real(path, flags, mode);
}
