/** The paper desk: strategies, risk, orders, positions, and the audit of the books. */
@NullMarked
package lab.consensus;

import org.jspecify.annotations.NullMarked;
