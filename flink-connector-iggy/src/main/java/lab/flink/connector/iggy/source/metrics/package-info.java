// SPDX-License-Identifier: Apache-2.0
/** The names and numbers that the source reports. */
@NullMarked
package lab.flink.connector.iggy.source.metrics;

import org.jspecify.annotations.NullMarked;
