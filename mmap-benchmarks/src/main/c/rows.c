// The dot product of each row with a vector of weights, in float64.
#include "side.h"

typedef float f8 __attribute__((vector_size(32), aligned(4)));
typedef double d8 __attribute__((vector_size(64)));
typedef double d8u __attribute__((vector_size(64), aligned(8)));

static double *weights, *results;

static double dot(const float *row, size_t columns) {
  d8 a = {0}, b = {0}, c = {0}, d = {0};
  size_t k = 0;
  for (; k + 32 <= columns; k += 32) {
    a += __builtin_convertvector(*(const f8 *)(row + k), d8) * *(const d8u *)(weights + k);
    b += __builtin_convertvector(*(const f8 *)(row + k + 8), d8) * *(const d8u *)(weights + k + 8);
    c += __builtin_convertvector(*(const f8 *)(row + k + 16), d8) * *(const d8u *)(weights + k + 16);
    d += __builtin_convertvector(*(const f8 *)(row + k + 24), d8) * *(const d8u *)(weights + k + 24);
  }
  d8 all = (a + b) + (c + d);
  double total = 0;
  for (int v = 0; v < 8; v++) total += all[v];
  for (; k < columns; k++) total += row[k] * weights[k];
  return total;
}

static void part(struct run *run, size_t from, size_t to, int worker) {
  (void)worker;
  for (size_t r = from; r < to; r++) results[r] = dot(run->data + r * run->columns, run->columns);
}

static void open_rows(struct run *run) {
  map_read(run);
  weights = room(run->columns * sizeof(double));
  results = room(run->rows * sizeof(double));
  for (size_t c = 0; c < run->columns; c++) weights[c] = ((int)(c * 37 % 128) - 64) / 64.0;
}

static void pass_rows(struct run *run) {
  start(run);
  in_threads(run, run->rows, part);
  stop(run);
  double sum = 0, weighted = 0;
  for (size_t r = 0; r < run->rows; r++) {
    sum += results[r];
    weighted += results[r] * (r % 1000);
  }
  put(run, sum);
  put(run, weighted);
}

const struct task row_tasks[] = {{"rows", open_rows, pass_rows}, {0}};
