@NullMarked
package lab.consensus.desk;

import org.jspecify.annotations.NullMarked;
