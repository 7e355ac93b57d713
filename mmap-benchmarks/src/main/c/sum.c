// The sum of all elements in float64: mapped, or read through a small buffer; warm, cold, or with little memory.
#define _GNU_SOURCE
#include "side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef float f8 __attribute__((vector_size(32), aligned(4)));
typedef double d8 __attribute__((vector_size(64)));

enum { BUFFER = 1 << 20, MOST_THREADS = 64 };

static double partial[MOST_THREADS][8];

// Four accumulators of eight lanes: enough to hide the latency of an addition, and no more than a core has registers.
static double sum(const float *values, size_t count) {
  d8 a = {0}, b = {0}, c = {0}, d = {0};
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    a += __builtin_convertvector(*(const f8 *)(values + i), d8);
    b += __builtin_convertvector(*(const f8 *)(values + i + 8), d8);
    c += __builtin_convertvector(*(const f8 *)(values + i + 16), d8);
    d += __builtin_convertvector(*(const f8 *)(values + i + 24), d8);
  }
  d8 all = (a + b) + (c + d);
  double total = 0;
  for (int k = 0; k < 8; k++) total += all[k];
  for (; i < count; i++) total += values[i];
  return total;
}

static void part(struct run *run, size_t from, size_t to, int worker) {
  partial[worker][0] = sum(run->data + from * run->columns, (to - from) * run->columns);
}

static double sum_in_threads(struct run *run) {
  in_threads(run, run->rows, part);
  double total = 0;
  for (int k = 0; k < run->threads; k++) total += partial[k][0];
  return total;
}

static double sum_read(struct run *run) {
  static float *buffer;
  if (!buffer) buffer = room(BUFFER);
  double total = 0;
  for (size_t at = 0; at < run->length;) {
    size_t wanted = run->length - at < BUFFER ? run->length - at : BUFFER;
    ssize_t had = pread(run->descriptor, buffer, wanted, run->offset + at);
    if (had <= 0) fail(run->file);
    had -= had % sizeof(float);
    total += sum(buffer, had / sizeof(float));
    at += had;
  }
  return total;
}

static void open_sum(struct run *run) {
  map_read(run);
  if (variant(run, "sequential")) madvise((char *)run->data - run->offset, run->offset + run->length, MADV_SEQUENTIAL);
  if (variant(run, "pread")) posix_fadvise(run->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
}

static void pass_sum(struct run *run) {
  start(run);
  if (variant(run, "populate")) madvise((char *)run->data - run->offset, run->offset + run->length, MADV_POPULATE_READ);
  double total = variant(run, "pread") ? sum_read(run) : sum_in_threads(run);
  stop(run);
  put(run, total);
}

// All into memory first, and then the sum.
static void pass_load(struct run *run) {
  start(run);
  float *all = aligned_alloc(4096, (run->length + 4095) & ~(size_t)4095);
  if (!all) fail("memory");
  for (size_t at = 0; at < run->length;) {
    ssize_t had = pread(run->descriptor, (char *)all + at, run->length - at, run->offset + at);
    if (had <= 0) fail(run->file);
    at += had;
  }
  double total = sum(all, run->rows * run->columns);
  stop(run);
  put(run, total);
  free(all);
}

const struct task sum_tasks[] = {{"sum", open_sum, pass_sum}, {"load-sum", open_sum, pass_load}, {0}};
