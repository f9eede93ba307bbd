// SPDX-License-Identifier: Apache-2.0
/** One partition as a unit of reading, and the bytes it has in checkpoints. */
@NullMarked
package lab.flink.connector.iggy.source.split;

import org.jspecify.annotations.NullMarked;
