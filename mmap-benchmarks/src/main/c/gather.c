// Rows from here and there into one buffer, in the caller's order; and a whole file read that way with little memory.
#define _GNU_SOURCE
#include "side.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { AHEAD = 256 };

struct place {
  int64_t row;
  size_t at; // in the buffer
};

static int64_t *wanted;
static size_t count;
static struct place *places;
static float *buffer;

static int by_row(const void *a, const void *b) {
  int64_t x = ((const struct place *)a)->row, y = ((const struct place *)b)->row;
  return x < y ? -1 : x > y;
}

static void willneed(struct run *run, const struct place *from, size_t rows) {
  size_t bytes = run->columns * sizeof(float), page = 4095;
  char *base = (char *)run->data - run->offset;
  for (size_t k = 0; k < rows; k++) {
    size_t begin = (run->offset + from[k].row * bytes) & ~page;
    size_t end = run->offset + (from[k].row + 1) * bytes;
    while (k + 1 < rows && ((run->offset + from[k + 1].row * bytes) & ~page) <= ((end + page) & ~page)) {
      end = run->offset + (from[++k].row + 1) * bytes; // neighbours: one call
    }
    madvise(base + begin, end - begin, MADV_WILLNEED);
  }
}

static void copy(struct run *run, const struct place *place) {
  memcpy(buffer + place->at * run->columns, run->data + place->row * run->columns, run->columns * sizeof(float));
}

static void part_copy(struct run *run, size_t from, size_t to, int worker) {
  (void)worker;
  for (size_t k = from; k < to; k++) copy(run, &places[k]);
}

static void part_pread(struct run *run, size_t from, size_t to, int worker) {
  (void)worker;
  size_t bytes = run->columns * sizeof(float);
  for (size_t k = from; k < to; k++) {
    if (pread(run->descriptor, buffer + places[k].at * run->columns, bytes, run->offset + places[k].row * bytes) !=
        (ssize_t)bytes) {
      fail(run->file);
    }
  }
}

// So many of the wanted rows into the buffer, the way the variant says.
static void gather(struct run *run, const int64_t *rows, size_t number) {
  for (size_t k = 0; k < number; k++) places[k] = (struct place){rows[k], k};
  if (variant(run, "naive") || variant(run, "random")) {
    part_copy(run, 0, number, 0);
    return;
  }
  qsort(places, number, sizeof *places, by_row);
  if (variant(run, "pread")) {
    in_threads(run, number, part_pread);
  } else if (variant(run, "willneed")) {
    willneed(run, places, number < AHEAD ? number : AHEAD);
    for (size_t k = 0; k < number; k += AHEAD) { // a batch is on its way while the one before it is copied
      size_t next = k + AHEAD;
      if (next < number) willneed(run, places + next, number - next < AHEAD ? number - next : AHEAD);
      part_copy(run, k, next < number ? next : number, 0);
    }
  } else {
    in_threads(run, number, part_copy);
  }
}

static void advise(struct run *run) {
  if (variant(run, "willneed") || variant(run, "random")) {
    madvise((char *)run->data - run->offset, run->offset + run->length, MADV_RANDOM);
  }
}

static void open_gather(struct run *run) {
  map_read(run);
  advise(run);
  wanted = read_index(run, &count);
  places = room(count * sizeof *places);
  buffer = room(count * run->columns * sizeof(float));
}

static void pass_gather(struct run *run) {
  start(run);
  gather(run, wanted, count);
  stop(run);
  put_fingerprint(run, buffer, count * run->columns);
}

static void open_order(struct run *run) {
  map_read(run);
  advise(run);
  wanted = read_index(run, &count);
  places = room(run->batch * sizeof *places);
  buffer = room(run->batch * run->columns * sizeof(float));
}

// All rows in the order of the index, a batch at a time, until the time is up.
static void pass_order(struct run *run) {
  size_t done = 0;
  double sum = 0;
  start(run);
  while (done < count && !(run->limit > 0 && now() - run->began > run->limit)) {
    size_t number = count - done < run->batch ? count - done : run->batch;
    gather(run, wanted + done, number);
    for (size_t k = 0; k < number; k++) sum += buffer[k * run->columns];
    done += number;
  }
  stop(run);
  run->units = (double)done / count;
  put(run, sum);
}

// All rows as they come, a batch at a time.
static void pass_sequential(struct run *run) {
  double sum = 0;
  start(run);
  for (size_t r = 0; r < run->rows; r += run->batch) {
    size_t number = run->rows - r < run->batch ? run->rows - r : run->batch;
    memcpy(buffer, run->data + r * run->columns, number * run->columns * sizeof(float));
    for (size_t k = 0; k < number; k++) sum += buffer[k * run->columns];
  }
  stop(run);
  put(run, sum);
}

const struct task gather_tasks[] = {{"gather", open_gather, pass_gather},
                                    {"order", open_order, pass_order},
                                    {"in-order", open_order, pass_sequential},
                                    {0}};
