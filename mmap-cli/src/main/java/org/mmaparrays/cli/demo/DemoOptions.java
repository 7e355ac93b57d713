package org.mmaparrays.cli.demo;

/**
 * The options of a run that do not concern its input and its folder.
 *
 * @param epochs how often to train on every row
 * @param seed of the order to train in
 * @param threads how many work on one mapping
 */
record DemoOptions(int epochs, long seed, int threads) {}
