// SPDX-License-Identifier: Apache-2.0
/** One message as the server had it, and what makes rows of it. */
@NullMarked
package lab.flink.connector.iggy.source.message;

import org.jspecify.annotations.NullMarked;
