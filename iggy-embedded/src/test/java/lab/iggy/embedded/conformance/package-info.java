/** Requests and answers of the protocol as they go over the wire, asked of any server. */
@NullMarked
package lab.iggy.embedded.conformance;

import org.jspecify.annotations.NullMarked;
