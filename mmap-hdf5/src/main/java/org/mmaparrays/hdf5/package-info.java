/**
 * Datasets of HDF5 files.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file format specification,
 *     version 3.0</a>
 */
@NullMarked
package org.mmaparrays.hdf5;

import org.jspecify.annotations.NullMarked;
