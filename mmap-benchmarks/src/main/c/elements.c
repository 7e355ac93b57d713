// Single elements from here and there: summed one by one, and taken into an array.
#include "side.h"

enum { AHEAD = 32 };

static int64_t *flat;
static size_t count;
static int32_t *rows, *columns;
static float *taken;

static void open_elements(struct run *run) {
  map_read(run);
  flat = read_index(run, &count);
  rows = room(count * sizeof *rows);
  columns = room(count * sizeof *columns);
  taken = room(count * sizeof *taken);
  for (size_t k = 0; k < count; k++) {
    rows[k] = flat[k] / run->columns;
    columns[k] = flat[k] % run->columns;
  }
}

static void pass_get(struct run *run) {
  double sum = 0;
  start(run);
  for (size_t k = 0; k < count; k++) sum += run->data[rows[k] * run->columns + columns[k]];
  stop(run);
  put(run, sum);
}

static void pass_take(struct run *run) {
  start(run);
  size_t k = 0;
  if (variant(run, "prefetch")) {
    for (; k + AHEAD < count; k++) {
      __builtin_prefetch(run->data + flat[k + AHEAD]);
      taken[k] = run->data[flat[k]];
    }
  }
  for (; k < count; k++) taken[k] = run->data[flat[k]];
  stop(run);
  put_fingerprint(run, taken, count);
}

const struct task element_tasks[] = {{"get", open_elements, pass_get}, {"take", open_elements, pass_take}, {0}};
