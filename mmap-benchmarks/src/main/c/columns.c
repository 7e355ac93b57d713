// Mean and standard deviation of each column, in one pass.
#include "side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef float f8 __attribute__((vector_size(32), aligned(4)));
typedef double d8 __attribute__((vector_size(64)));
typedef double d8u __attribute__((vector_size(64), aligned(8)));

enum { BLOCK = 16, STRIP = 32, MOST_COLUMNS = 4096, MOST_THREADS = 64 };

// Sums of what each element is above the first row, and of its square.
static double sums[MOST_THREADS][MOST_COLUMNS], squares[MOST_THREADS][MOST_COLUMNS], shifts[MOST_COLUMNS];

// Some rows of 32 columns, whose sums stay in registers meanwhile.
static inline void strip(const float *at, size_t columns, size_t rows, double *sum, double *square, const double *shift) {
  d8 s[4], q[4], k[4];
  for (int v = 0; v < 4; v++) {
    s[v] = *(d8u *)(sum + 8 * v);
    q[v] = *(d8u *)(square + 8 * v);
    k[v] = *(d8u *)(shift + 8 * v);
  }
  for (size_t r = 0; r < rows; r++, at += columns) {
    for (int v = 0; v < 4; v++) {
      d8 x = __builtin_convertvector(*(const f8 *)(at + 8 * v), d8) - k[v];
      s[v] += x;
      q[v] += x * x;
    }
  }
  for (int v = 0; v < 4; v++) {
    *(d8u *)(sum + 8 * v) = s[v];
    *(d8u *)(square + 8 * v) = q[v];
  }
}

static size_t block_rows = BLOCK;

static void part(struct run *run, size_t from, size_t to, int worker) {
  size_t columns = run->columns;
  double *sum = sums[worker], *square = squares[worker];
  memset(sum, 0, columns * sizeof(double));
  memset(square, 0, columns * sizeof(double));
  for (size_t r = from; r < to; r += block_rows) {
    size_t count = to - r < block_rows ? to - r : block_rows;
    const float *row = run->data + r * columns;
    size_t c = 0;
    for (; c + STRIP <= columns; c += STRIP) strip(row + c, columns, count, sum + c, square + c, shifts + c);
    for (; c < columns; c++) {
      for (size_t k = 0; k < count; k++) {
        double x = row[k * columns + c] - shifts[c];
        sum[c] += x;
        square[c] += x * x;
      }
    }
  }
}

static void open_columns(struct run *run) {
  if (run->columns > MOST_COLUMNS || run->threads > MOST_THREADS) fail("columns or threads");
  map_read(run);
}

static void pass_columns(struct run *run) {
  if (run->variant[0]) block_rows = atoi(run->variant);
  start(run);
  for (size_t c = 0; c < run->columns; c++) shifts[c] = run->data[c];
  in_threads(run, run->rows, part);
  static double mean[MOST_COLUMNS], deviation[MOST_COLUMNS];
  for (size_t c = 0; c < run->columns; c++) {
    double sum = 0, square = 0;
    for (int k = 0; k < run->threads; k++) {
      sum += sums[k][c];
      square += squares[k][c];
    }
    mean[c] = shifts[c] + sum / run->rows;
    deviation[c] = sqrt(fmax(0, (square - sum * sum / run->rows) / run->rows));
  }
  stop(run);
  for (size_t c = 0; c < run->columns; c++) put(run, mean[c]);
  for (size_t c = 0; c < run->columns; c++) put(run, deviation[c]);
}

const struct task column_tasks[] = {{"columns", open_columns, pass_columns}, {0}};
