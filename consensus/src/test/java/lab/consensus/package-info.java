@NullMarked
package lab.consensus;

import org.jspecify.annotations.NullMarked;
