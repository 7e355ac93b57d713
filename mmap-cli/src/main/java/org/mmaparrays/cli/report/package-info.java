/** Reports of arrays, their writers and their elements, as text and as JSON. */
@NullMarked
package org.mmaparrays.cli.report;

import org.jspecify.annotations.NullMarked;
