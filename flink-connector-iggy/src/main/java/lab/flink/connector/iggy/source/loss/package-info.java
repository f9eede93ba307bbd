// SPDX-License-Identifier: Apache-2.0
/** What becomes of a job whose messages the server has lost. */
@NullMarked
package lab.flink.connector.iggy.source.loss;

import org.jspecify.annotations.NullMarked;
