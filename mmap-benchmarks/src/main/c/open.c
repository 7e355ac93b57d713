// Opening an array and reading its first element; and reading all of it into memory for the same element.
#define _GNU_SOURCE
#include "side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static float first;

static void unmap(struct run *run) {
  if (munmap((char *)run->data - run->offset, run->offset + run->length) || close(run->descriptor)) fail(run->file);
}

static void open_and_close(struct run *run, int keep) {
  map_read(run);
  first = *(volatile float *)run->data;
  if (!keep) unmap(run);
}

// One, and then the mean of 200 in each pass; the last stays open until the next pass.
static void pass_open(struct run *run) {
  static int times = 1;
  if (run->data) unmap(run);
  start(run);
  for (int k = 1; k <= times; k++) open_and_close(run, k == times);
  stop(run);
  run->seconds /= times;
  times = 200;
  put(run, first);
}

static void pass_load(struct run *run) {
  start(run);
  int file = open(run->file, O_RDONLY);
  if (file < 0) fail(run->file);
  float *all = malloc(run->length);
  if (!all) fail("memory");
  for (size_t at = 0; at < run->length;) {
    ssize_t had = pread(file, (char *)all + at, run->length - at, run->offset + at);
    if (had <= 0) fail(run->file);
    at += had;
  }
  first = *(volatile float *)all;
  stop(run);
  close(file);
  free(all);
  put(run, first);
}

const struct task open_tasks[] = {{"open", 0, pass_open}, {"load", 0, pass_load}, {0}};
