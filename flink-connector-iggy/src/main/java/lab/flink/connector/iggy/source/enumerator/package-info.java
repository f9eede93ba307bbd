// SPDX-License-Identifier: Apache-2.0
/** Finds partitions, decides where reading starts and who reads what (runs on the JobManager). */
@NullMarked
package lab.flink.connector.iggy.source.enumerator;

import org.jspecify.annotations.NullMarked;
