// SPDX-License-Identifier: Apache-2.0
/** The Iggy sink: at least once, batched per partition. */
@NullMarked
package lab.flink.connector.iggy.sink;

import org.jspecify.annotations.NullMarked;
