/** For tests: ports that no other test and no outgoing connection takes. */
@NullMarked
package lab.testports;

import org.jspecify.annotations.NullMarked;
