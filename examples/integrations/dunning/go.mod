module dunning

go 1.19
