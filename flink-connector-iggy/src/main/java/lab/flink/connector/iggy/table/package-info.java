// SPDX-License-Identifier: Apache-2.0
/** The SQL face of source and sink: {@code 'connector' = 'iggy'}. */
@NullMarked
package lab.flink.connector.iggy.table;

import org.jspecify.annotations.NullMarked;
