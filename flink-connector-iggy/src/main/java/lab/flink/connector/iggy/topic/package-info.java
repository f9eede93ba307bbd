// SPDX-License-Identifier: Apache-2.0
/** Which topic is meant, and which of its partitions a key belongs to. */
@NullMarked
package lab.flink.connector.iggy.topic;

import org.jspecify.annotations.NullMarked;
