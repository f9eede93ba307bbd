@NullMarked
package lab.replay;

import org.jspecify.annotations.NullMarked;
