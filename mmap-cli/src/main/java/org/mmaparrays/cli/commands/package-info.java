/** The commands of {@code mmap}, one class each. */
@NullMarked
package org.mmaparrays.cli.commands;

import org.jspecify.annotations.NullMarked;
