@NullMarked
package lab.iggy.junit;

import org.jspecify.annotations.NullMarked;
