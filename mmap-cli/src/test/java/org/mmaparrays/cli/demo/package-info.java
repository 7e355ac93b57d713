@NullMarked
package org.mmaparrays.cli.demo;

import org.jspecify.annotations.NullMarked;
