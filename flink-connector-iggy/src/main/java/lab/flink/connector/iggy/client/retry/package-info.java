// SPDX-License-Identifier: Apache-2.0
/** How often and for how long something is tried again. */
@NullMarked
package lab.flink.connector.iggy.client.retry;

import org.jspecify.annotations.NullMarked;
