/**
 * For tests: ports that no other test and no outgoing connection takes, and a network with faults.
 */
@NullMarked
package lab.testports;

import org.jspecify.annotations.NullMarked;
