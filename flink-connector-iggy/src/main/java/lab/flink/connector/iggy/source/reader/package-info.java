// SPDX-License-Identifier: Apache-2.0
/** Polls, decodes and emits (runs on the TaskManagers). */
@NullMarked
package lab.flink.connector.iggy.source.reader;

import org.jspecify.annotations.NullMarked;
