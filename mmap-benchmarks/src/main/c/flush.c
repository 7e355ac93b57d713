// Rows written one after another, durable by a strategy: every, so many rows, each second, at the end.
#define _GNU_SOURCE
#include "side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static float *row;

// A new file each time, its space reserved.
static void create(struct run *run) {
  if (run->data) {
    munmap(run->data, run->length);
    close(run->descriptor);
  }
  run->descriptor = open(run->target, O_RDWR | O_CREAT | O_TRUNC, 0644);
  if (run->descriptor < 0 || posix_fallocate(run->descriptor, 0, run->length) || fsync(run->descriptor)) {
    fail(run->target);
  }
  run->data = mmap(0, run->length, PROT_READ | PROT_WRITE, MAP_SHARED, run->descriptor, 0);
  if (run->data == MAP_FAILED) fail(run->target);
}

static void flush(struct run *run, size_t from, size_t to) {
  size_t bytes = run->columns * sizeof(float), begin = from * bytes & ~(size_t)4095;
  if (msync((char *)run->data + begin, to * bytes - begin, MS_SYNC)) fail("msync");
}

static void pass_flush(struct run *run) {
  if (!row) row = room(run->columns * sizeof(float));
  for (size_t c = 0; c < run->columns; c++) row[c] = c;
  create(run);
  size_t every = atol(run->variant), flushed = 0, bytes = run->columns * sizeof(float);
  int pwriting = variant(run, "fdatasync");
  start(run);
  double last = run->began;
  for (size_t r = 0; r < run->rows; r++) {
    if (pwriting) {
      if (pwrite(run->descriptor, row, bytes, r * bytes) != (ssize_t)bytes || fdatasync(run->descriptor)) fail("write");
      continue;
    }
    memcpy(run->data + r * run->columns, row, bytes);
    double time = variant(run, "second") ? now() : 0;
    if ((every && r + 1 - flushed == every) || time - last >= 1) {
      flush(run, flushed, r + 1);
      flushed = r + 1;
      last = time;
    }
  }
  if (!pwriting && flushed < run->rows) flush(run, flushed, run->rows);
  stop(run);
  put(run, run->data[run->rows * run->columns - 1]);
}

const struct task flush_tasks[] = {{"flush", 0, pass_flush}, {0}};
