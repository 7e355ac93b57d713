// The C side: opens what its command line names, runs a pass for each line "pass", answers each with a line of JSON.
#define _GNU_SOURCE
#include "side.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

void start(struct run *run) { run->began = now(); }

void stop(struct run *run) { run->seconds = now() - run->began; }

void put(struct run *run, double value) {
  if (run->answers == run->room) {
    run->room = run->room ? 2 * run->room : 16;
    run->answer = realloc(run->answer, run->room * sizeof(double));
  }
  run->answer[run->answers++] = value;
}

void put_fingerprint(struct run *run, const float *values, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    sum += bits * (2 * (uint64_t)i + 1);
  }
  put(run, (double)(sum >> 32));
  put(run, (double)(sum & 0xffffffff));
}

void *room(size_t bytes) {
  void *memory = aligned_alloc(2 << 20, (bytes + (2 << 20)) & ~(size_t)((2 << 20) - 1));
  if (!memory) fail("memory");
  memset(memory, 0, bytes);
  return memory;
}

int variant(const struct run *run, const char *name) { return strcmp(run->variant, name) == 0; }

static void map(struct run *run, int flags, int protection) {
  run->descriptor = open(run->file, flags);
  if (run->descriptor < 0) fail(run->file);
  struct stat status;
  if (fstat(run->descriptor, &status)) fail(run->file);
  if ((size_t)status.st_size < run->offset + run->length) {
    errno = EINVAL;
    fail(run->file);
  }
  char *all = mmap(0, run->offset + run->length, protection, MAP_SHARED, run->descriptor, 0);
  if (all == MAP_FAILED) fail(run->file);
  run->data = (float *)(all + run->offset);
}

void map_read(struct run *run) { map(run, O_RDONLY, PROT_READ); }

void map_write(struct run *run) { map(run, O_RDWR, PROT_READ | PROT_WRITE); }

int64_t *read_index(struct run *run, size_t *count) {
  int file = open(run->index, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status)) fail(run->index);
  int64_t *all = room(status.st_size);
  for (ssize_t done = 0, more; done < status.st_size; done += more) {
    more = read(file, (char *)all + done, status.st_size - done);
    if (more <= 0) fail(run->index);
  }
  close(file);
  *count = status.st_size / sizeof *all;
  return all;
}

struct share {
  struct run *run;
  size_t from, to;
  int worker;
  void (*part)(struct run *, size_t, size_t, int);
};

static void *work(void *argument) {
  struct share *share = argument;
  share->part(share->run, share->from, share->to, share->worker);
  return 0;
}

void in_threads(struct run *run, size_t rows, void (*part)(struct run *, size_t, size_t, int)) {
  int count = run->threads;
  struct share shares[count];
  pthread_t threads[count];
  for (int k = 0; k < count; k++) {
    shares[k] = (struct share){run, rows * k / count, rows * (k + 1) / count, k, part};
    if (k && pthread_create(&threads[k], 0, work, &shares[k])) fail("thread");
  }
  work(&shares[0]);
  for (int k = 1; k < count; k++) pthread_join(threads[k], 0);
}

static const struct task *find(struct run *run, char *name) {
  char *colon = strchr(name, ':');
  run->variant = colon ? colon + 1 : "";
  if (colon) *colon = 0;
  const struct task *all[] = {open_tasks, sum_tasks, column_tasks, normalise_tasks, row_tasks, gather_tasks, flush_tasks,
                              element_tasks};
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
    for (const struct task *task = all[k]; task->name; task++) {
      if (strcmp(task->name, name) == 0) return task;
    }
  }
  fprintf(stderr, "no task %s\n", name);
  exit(2);
}

static void set(struct run *run, char *option) {
  char *value = strchr(option, '=');
  if (!value) {
    fprintf(stderr, "%s: key=value expected\n", option);
    exit(2);
  }
  *value++ = 0;
  if (!strcmp(option, "file")) run->file = value;
  else if (!strcmp(option, "target")) run->target = value;
  else if (!strcmp(option, "index")) run->index = value;
  else if (!strcmp(option, "offset")) run->offset = strtoull(value, 0, 10);
  else if (!strcmp(option, "rows")) run->rows = strtoull(value, 0, 10);
  else if (!strcmp(option, "columns")) run->columns = strtoull(value, 0, 10);
  else if (!strcmp(option, "batch")) run->batch = strtoull(value, 0, 10);
  else if (!strcmp(option, "threads")) run->threads = atoi(value);
  else if (!strcmp(option, "limit")) run->limit = atof(value);
  // Others are for other sides.
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: side TASK[:VARIANT] [key=value]..., then lines \"pass\" on standard input\n");
    return 2;
  }
  struct run run = {.threads = 1, .batch = 4096};
  const struct task *task = find(&run, arguments[1]);
  for (int k = 2; k < count; k++) set(&run, arguments[k]);
  run.length = run.rows * run.columns * sizeof(float);
  if (task->open) task->open(&run);
  printf("{\"ready\": true}\n");
  fflush(stdout);
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    run.told = strncmp(line, "pass ", 5) ? "" : line + 5;
    run.answers = 0;
    run.units = 1;
    task->pass(&run);
    printf("{\"seconds\": %.9f, \"units\": %.17g, \"answer\": [", run.seconds, run.units);
    for (size_t k = 0; k < run.answers; k++) printf("%s%.17g", k ? ", " : "", run.answer[k]);
    printf("]}\n");
    fflush(stdout);
  }
  return 0;
}
