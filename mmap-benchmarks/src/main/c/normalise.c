// An affine map of each column, in place, until it is on the disk. "pass inverse" undoes "pass forward" exactly: all
// factors are powers of two, and no sum needs more bits than float32 has.
#define _GNU_SOURCE
#include "side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WINDOW = 8 << 20, SAMPLES = 256 };

static float *shift, *scale;

static void coefficients(struct run *run) {
  int inverse = strcmp(run->told, "inverse") == 0;
  for (size_t c = 0; c < run->columns; c++) {
    float by = c % 2 ? 2 : 0.5f, from = ((int)(c % 16) - 8) / 4.0f;
    shift[c] = inverse ? -from * by : from;
    scale[c] = inverse ? 1 / by : by;
  }
}

static void part(struct run *run, size_t from, size_t to, int worker) {
  (void)worker;
  size_t columns = run->columns;
  for (size_t r = from; r < to; r++) {
    float *restrict row = run->data + r * columns;
    for (size_t c = 0; c < columns; c++) row[c] = (row[c] - shift[c]) * scale[c];
  }
}

static void open_normalise(struct run *run) {
  map_write(run);
  shift = room(run->columns * sizeof(float));
  scale = room(run->columns * sizeof(float));
}

// Starts writing each window as soon as it is done, so that the disk works while the processor does.
static void rolling(struct run *run) {
  size_t step = WINDOW / (run->columns * sizeof(float)) + 1;
  for (size_t r = 0; r < run->rows; r += step) {
    size_t end = r + step < run->rows ? r + step : run->rows;
    part(run, r, end, 0);
    sync_file_range(run->descriptor, run->offset + r * run->columns * sizeof(float),
                    (end - r) * run->columns * sizeof(float), SYNC_FILE_RANGE_WRITE);
  }
}

static void pass_normalise(struct run *run) {
  coefficients(run);
  start(run);
  if (variant(run, "rolling")) rolling(run);
  else in_threads(run, run->rows, part);
  if (msync((char *)run->data - run->offset, run->offset + run->length, MS_SYNC)) fail("msync");
  stop(run);
  static float *sample;
  if (!sample) sample = room(SAMPLES * run->columns * sizeof(float));
  for (size_t k = 0; k < SAMPLES; k++) {
    memcpy(sample + k * run->columns, run->data + k * run->rows / SAMPLES * run->columns, run->columns * sizeof(float));
  }
  put_fingerprint(run, sample, SAMPLES * run->columns);
}

const struct task normalise_tasks[] = {{"normalise", open_normalise, pass_normalise}, {0}};
