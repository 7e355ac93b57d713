// What the tasks of the C side share: the file under measurement, the clock, the answer.
#ifndef SIDE_H
#define SIDE_H

#include <stddef.h>
#include <stdint.h>

struct run {
  const char *file;   // the array, rows x columns float32 in row-major order
  const char *target; // where a task writes
  const char *index;  // int64 numbers: rows or elements, as the task says
  size_t offset;      // of the first element in the file
  size_t rows, columns;
  size_t length;      // bytes of elements
  size_t batch;       // rows a task takes at a time
  double limit;       // seconds after which a task may stop before it is done; 0: never
  int threads;
  const char *variant; // what follows the task's name: "sum:pread"
  const char *told;    // what follows "pass" on standard input

  int descriptor;
  float *data;         // the elements, mapped

  void *state;         // the task's own

  double began, seconds;
  double units;        // how much of the work has been done: 1 is all
  double *answer;
  size_t answers, room;
};

struct task {
  const char *name;
  void (*open)(struct run *); // not measured
  void (*pass)(struct run *); // measures what is between start and stop
};

// The tasks of each file.
extern const struct task open_tasks[], sum_tasks[], column_tasks[], normalise_tasks[], row_tasks[], gather_tasks[],
    flush_tasks[], element_tasks[];

double now(void);
void start(struct run *);
void stop(struct run *);
void put(struct run *, double);

// The bits of so many floats, in their order, as two numbers that differ if a bit does: exact on every side.
void put_fingerprint(struct run *, const float *, size_t);

void fail(const char *what) __attribute__((noreturn));
void *room(size_t bytes); // 2 MiB aligned, touched
int variant(const struct run *, const char *);

void map_read(struct run *);  // an open for tasks that read
void map_write(struct run *); // an open for tasks that change the array
int64_t *read_index(struct run *, size_t *count);

// Calls part(run, first row, end row, worker) for a contiguous share of rows in each thread.
void in_threads(struct run *, size_t rows, void (*part)(struct run *, size_t, size_t, int));

#endif
